/** Flows with a consent: made on both roads, made anew, renewed on use, given back. */
import type { Attempt, Connection } from "../../../../schema/wire/index.ts";
import { arrive, chooseFirst, completionOf, decide, depart } from "../../consent.ts";
import { connectionOf } from "../../person.ts";
import type { Flow, Outcome } from "../flow.ts";
import { countOwn, type Scene } from "../scene.ts";

function begin(scene: Scene, provider: string, more: { connection_id?: string; return_url?: string } = {}) {
  return scene.person.begin(provider, { method: "oauth2", values: scene.sampleOf(provider, "oauth2"), ...more });
}

/** Through the window and back; the attempt as it is then. */
async function throughPopup(scene: Scene, attempt: Attempt): Promise<Attempt> {
  const { stack, person, listen } = scene;
  const { authorizationUrl, cookie } = await depart(stack, attempt, "popup", listen);
  const callbackUrl = await decide(scene.forBrowser(authorizationUrl), "allow");
  await (await arrive(callbackUrl, cookie, listen)).body?.cancel();
  return chooseFirst(person, await person.attempt(attempt.id));
}

async function connect(scene: Scene, provider: string): Promise<Connection> {
  return connectionOf(await throughPopup(scene, await begin(scene, provider)));
}

/** Where the attempt stands open it goes on; where it is over, or nobody knows of it, another one begins. */
async function goOnByPopup(scene: Scene, provider: string, before: Attempt | undefined, connectionId?: string) {
  const now = before && (await scene.person.attempt(before.id));
  if (now?.state === "done") return connectionOf(now);
  const isOpen = now?.state === "open" && now.step.kind === "redirect";
  const attempt = isOpen ? now : await begin(scene, provider, connectionId ? { connection_id: connectionId } : {});
  return connectionOf(await throughPopup(scene, attempt));
}

/** One connection or none, and nothing in between. */
async function findFirst({ person }: Scene): Promise<Outcome> {
  const connections = await person.connections();
  if (connections.length === 0) return "clean_failure";
  const [one] = connections;
  if (connections.length === 1 && one?.status === "connected") return "done";
  throw new Error(`${connections.length} connections, the first ${one?.status} (${one?.reason})`);
}

const byPopup: Flow = {
  name: "connect by consent, in a window",
  sides: ["libsql", "provider"],
  journal: { connected: 1 },
  audit: { "connection.connect": 1, "consent.begin": "some" },
  prepare: async (scene) => {
    let attempt: Attempt | undefined;
    let made: Connection | undefined;
    return {
      act: async () => {
        attempt = await begin(scene, "hubspot");
        await throughPopup(scene, attempt);
      },
      find: () => findFirst(scene),
      goOn: async () => {
        made = (await scene.person.connections())[0] ?? (await goOnByPopup(scene, "hubspot", attempt));
      },
      connectionId: () => made?.id,
    };
  },
};

const inSameTab: Flow = {
  name: "connect by consent, in the same tab",
  sides: ["libsql", "provider"],
  journal: { connected: 1 },
  audit: { "connection.connect": 1, "consent.begin": "some" },
  prepare: async (scene) => {
    const { stack, person, listen } = scene;
    let attempt: Attempt | undefined;
    let code = "";
    let made: Connection | undefined;
    const walk = async () => {
      attempt = await begin(scene, "salesforce", { return_url: `${person.origin}/integrations` });
      const { authorizationUrl, cookie } = await depart(stack, attempt, "redirect", listen);
      const back = await arrive(await decide(scene.forBrowser(authorizationUrl), "allow"), cookie, listen);
      if (back.status !== 303) throw new Error(`the callback answered ${back.status}`);
      code = completionOf(back);
      return person.submit(attempt.id, { completion_code: code });
    };
    return {
      act: walk,
      find: () => findFirst(scene),
      goOn: async () => {
        [made] = await person.connections();
        if (made) return;
        // The page still has the code of the fragment.
        const now = attempt && (await person.attempt(attempt.id));
        const canCommit = now?.state === "open" && now.step.kind === "waiting" && code !== "";
        made = connectionOf(canCommit ? await person.submit(now.id, { completion_code: code }) : await walk());
      },
      connectionId: () => made?.id,
    };
  },
};

const reconnecting: Flow = {
  name: "reconnect",
  sides: ["libsql", "provider"],
  journal: { connected: 1, reconnected: 1 },
  audit: { "connection.connect": 1, "connection.reconnect": 1 },
  prepare: async (scene) => {
    const { id } = await connect(scene, "zoho");
    let attempt: Attempt | undefined;
    const isRenewed = async () => (await countOwn(scene, "audit", "action = 'connection.reconnect'")) === 1;
    return {
      act: async () => {
        attempt = await begin(scene, "zoho", { connection_id: id });
        await throughPopup(scene, attempt);
      },
      find: async () => {
        expectConnected(await scene.person.connection(id));
        return (await isRenewed()) ? "done" : "clean_failure";
      },
      goOn: async () => {
        if (!(await isRenewed())) await goOnByPopup(scene, "zoho", attempt, id);
      },
      connectionId: () => id,
    };
  },
};

function expectConnected({ status, reason }: Connection): void {
  if (status !== "connected") throw new Error(`the connection is ${status} (${reason})`);
}

/** The access token has ended; whoever uses the connection has it renewed first. */
function renewal(name: string, provider: string, more: Pick<Flow, "mayNeedReconnect">): Flow {
  return {
    name,
    sides: ["libsql", "provider"],
    journal: { connected: 1, test_passed: "some" },
    audit: { "connection.connect": 1, "token.refresh": "some" },
    ...more,
    prepare: async (scene) => {
      const { person, inside } = scene;
      const { id } = await connect(scene, provider);
      await inside.endAccessToken(id);
      return {
        act: () => person.test(id),
        find: async () => {
          await inside.endRenewal(id);
          const check = await person.test(id);
          const now = await person.connection(id);
          if (check.ok && now.status === "connected") return "done";
          if (now.status === "expired" && now.reason === "grant_revoked") return "needs_reconnect";
          throw new Error(`the connection is ${now.status} (${now.reason}), its test says ${check.reason}`);
        },
        goOn: async () => {
          if ((await person.connection(id)).status === "connected") return;
          const lines = (await person.logs(id)).map(({ code }) => code);
          if (!lines.includes("grant_revoked_by_provider")) throw new Error("the journal does not say why");
          await goOnByPopup(scene, provider, undefined, id);
          await person.test(id);
        },
        connectionId: () => id,
      };
    },
  };
}

const disconnecting: Flow = {
  name: "disconnect, with revocation",
  sides: ["libsql", "provider"],
  journal: {},
  audit: { "connection.connect": 1, "connection.disconnect": 1 },
  prepare: async (scene) => {
    const { person } = scene;
    const { id } = await connect(scene, "notion");
    return {
      act: () => person.disconnect(id),
      find: async () => ((await person.connections()).length === 0 ? "done" : "clean_failure"),
      goOn: async () => {
        if ((await person.connections()).length > 0) await person.disconnect(id);
        if ((await countOwn(scene, "connection_secrets")) > 0) throw new Error("sealed values are left");
      },
      connectionId: () => undefined,
    };
  },
};

const givingUp: Flow = {
  name: "give up a consent that waits for its page",
  sides: ["libsql", "provider"],
  journal: {},
  audit: { "consent.begin": 1 },
  prepare: async (scene) => {
    const { stack, person, listen } = scene;
    const attempt = await begin(scene, "salesforce", { return_url: `${person.origin}/` });
    const { authorizationUrl, cookie } = await depart(stack, attempt, "redirect", listen);
    await arrive(await decide(scene.forBrowser(authorizationUrl), "allow"), cookie, listen);
    const giveUp = async () => {
      const answer = await person.call("DELETE", `/api/attempts/${attempt.id}`);
      if (!answer.ok) throw new Error(`refused: ${answer.status}`);
    };
    return {
      act: giveUp,
      find: async () => ((await person.attempt(attempt.id)).state === "open" ? "clean_failure" : "done"),
      goOn: async () => {
        if ((await person.attempt(attempt.id)).state === "open") await giveUp();
        if ((await person.connections()).length > 0) throw new Error("it was connected all the same");
      },
      connectionId: () => undefined,
    };
  },
};

export const consentFlows: readonly Flow[] = [
  byPopup,
  inSameTab,
  reconnecting,
  renewal("renew a token on use", "google_sheets", {}),
  renewal("renew a token on use, refresh tokens good for one use", "lightspeed", { mayNeedReconnect: true }),
  disconnecting,
  givingUp,
];
