import { expect } from "chai";
import type { Attempt } from "../../schema/wire/index.ts";
import { ApiError } from "../api/client.ts";
import { attempt, steps } from "../testing/attempts.ts";
import { until } from "../testing/deep.ts";
import { refusal } from "../testing/fake-api.ts";
import { calmMs, type WindowState } from "./machine.ts";
import { ConnectWindow, openPopup, readPopupMessage, returnUrl, startAddress } from "./popup.ts";

// The same server under another name is another origin: the popup is as foreign to this page as the API is to a host.
const apiBase = location.origin.replace("localhost", "127.0.0.1");
const startUrl = `${apiBase}/widget/connect/testing/start-page.html?attempt=att_91bd`;
/** Of the API as well, and says nothing. */
const silentUrl = `${apiBase}/widget/testing/now.ts`;
const redirect = attempt({ ...steps.redirect, start_url: startUrl });

interface Rig {
  readonly connect: ConnectWindow;
  readonly states: WindowState[];
  readonly attempts: Attempt[];
  readonly lost: ApiError[];
  readonly left: string[];
  asked: number;
}

let rig: Rig | undefined;
let popup: Window | null = null;

function begin(answers: () => Promise<Attempt>, openWindow = openPopup, silenceMs = calmMs): Rig {
  const made: Rig = {
    states: [],
    attempts: [],
    lost: [],
    left: [],
    asked: 0,
    connect: new ConnectWindow({
      apiBase,
      ask: () => {
        made.asked += 1;
        return answers();
      },
      onState: (state) => made.states.push(state),
      onAttempt: (told) => made.attempts.push(told),
      onLost: (error) => made.lost.push(error),
      waitingText: () => "Ouverture de HubSpot…",
      openWindow: () => {
        popup = openWindow();
        return popup;
      },
      leave: (url) => made.left.push(url),
      calmMs: silenceMs,
    }),
  };
  made.connect.connect();
  rig = made;
  return made;
}

/** What the page in the popup says it received. */
function received(): { data: unknown; origin: string }[] {
  const seen: { data: unknown; origin: string }[] = [];
  const listen = (event: MessageEvent) => {
    if (event.data?.type === "test:received") seen.push(event.data);
  };
  addEventListener("message", listen);
  cleanUps.push(() => removeEventListener("message", listen));
  return seen;
}
const cleanUps: (() => void)[] = [];

/** Whether a page of this origin stands loaded in the window. */
function isAt(other: Window | null, origin: string): boolean {
  try {
    return other?.location.origin === origin && other.document.readyState === "complete";
  } catch (error) {
    // Still a foreign page.
    if (error instanceof DOMException) return false;
    throw error;
  }
}

afterEach(() => {
  rig?.connect.disconnect();
  popup?.close();
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

describe("connection window in the browser", () => {
  it("opens a blank page inside the click that says what is coming", () => {
    const { connect } = begin(async () => redirect);
    connect.open();
    expect(popup?.location.href).to.equal("about:blank");
    expect(popup?.document.body.textContent).to.equal("Ouverture de HubSpot…");
  });

  it("hands the handshake to the start page on the API's origin, then asks the server at its word", async () => {
    const seen = received();
    const made = begin(async () => attempt(steps.done));
    made.connect.open();
    made.connect.tell(redirect);
    await until(() => made.attempts.length > 0);
    expect(seen).to.deep.equal([
      {
        type: "test:received",
        data: { type: "speedai:handshake", attempt: "att_91bd", handshake: "hs_5d1c" },
        origin: location.origin,
      },
    ]);
    expect(made.attempts[0]?.step.kind).to.equal("done");
    expect(made.connect.state.phase).to.equal("settled");
    await until(() => popup?.closed === true);
  });

  it("gives nothing to a window it did not open, even from the right origin", async () => {
    const seen = received();
    const made = begin(
      async () => redirect,
      () => {
        const blank = openPopup();
        cleanUps.push(() => blank?.close());
        return blank;
      },
    );
    made.connect.open();
    made.connect.tell(attempt({ ...steps.redirect, start_url: silentUrl }));
    const stranger = window.open(startUrl, "_blank", "popup");
    cleanUps.push(() => stranger?.close());
    const heard = new Promise<void>((resolve) => {
      const listen = (event: MessageEvent) => {
        if (event.source === stranger) resolve();
      };
      addEventListener("message", listen);
      cleanUps.push(() => removeEventListener("message", listen));
    });
    await heard;
    expect(made.connect.state.handshaken).to.equal(false);
    expect(seen).to.deep.equal([]);
  });

  it("gives nothing to its own window when another origin speaks from it", async () => {
    const seen = received();
    const made = begin(async () => redirect);
    made.connect.open();
    made.connect.tell(attempt({ ...steps.redirect, start_url: silentUrl }));
    // The window is led to this page's own origin, which is not the API's.
    popup?.location.replace(`${location.origin}/widget/connect/testing/start-page.html?attempt=att_91bd`);
    const heard = new Promise<void>((resolve) => {
      const listen = (event: MessageEvent) => {
        if (event.origin === location.origin && event.data?.type === "speedai:ready") resolve();
      };
      addEventListener("message", listen);
      cleanUps.push(() => removeEventListener("message", listen));
    });
    await heard;
    expect(made.connect.state.handshaken).to.equal(false);
    expect(seen).to.deep.equal([]);
  });

  it("gives nothing to a window that has moved to another site between its question and the answer", async () => {
    const made = begin(async () => redirect);
    made.connect.open();
    made.connect.tell(redirect);
    popup?.location.replace(`${location.origin}/widget/connect/testing/start-page.html?attempt=att_91bd`);
    await until(() => isAt(popup, location.origin));
    const moved: unknown[] = [];
    popup?.addEventListener("message", (event) => moved.push(event.data));
    // What the start page said while it was there.
    const question = { data: { type: "speedai:ready", attempt: "att_91bd" }, origin: apiBase, source: popup };
    dispatchEvent(new MessageEvent("message", question));
    expect(made.connect.state.handshaken).to.equal(true);
    // Messages to one window arrive in their order.
    popup?.postMessage("sent afterwards", location.origin);
    await until(() => moved.length > 0);
    expect(moved).to.deep.equal(["sent afterwards"]);
  });

  it("keeps asking when the window looks closed, and believes the server", async () => {
    let answer = redirect;
    const made = begin(async () => answer);
    made.connect.open();
    made.connect.tell(redirect);
    popup?.close();
    await until(() => made.connect.state.window === "closed");
    expect(made.connect.state.phase).to.equal("away");
    expect(made.connect.state.isLong, "closed is no verdict").to.equal(false);
    answer = attempt(steps.done);
    dispatchEvent(new Event("focus"));
    await until(() => made.connect.state.phase === "settled");
    expect(made.attempts.at(-1)?.step.kind).to.equal("done");
  });

  it("offers the window again only when the consent takes long, and not any more once it was opened again", async () => {
    const made = begin(async () => redirect, openPopup, 30);
    made.connect.open();
    made.connect.tell(redirect);
    expect(made.connect.state.isLong).to.equal(false);
    await until(() => made.connect.state.isLong);
    expect(made.connect.state.phase).to.equal("away");
    made.connect.open();
    expect(made.connect.state.isLong).to.equal(false);
  });

  it("asks at once when the page has the focus again", async () => {
    const made = begin(async () => redirect);
    made.connect.open();
    made.connect.tell(redirect);
    dispatchEvent(new Event("focus"));
    expect(made.asked).to.equal(1);
  });

  it("asks at once when the network is back, and no more after its end", async () => {
    const made = begin(async () => redirect);
    made.connect.open();
    made.connect.tell(redirect);
    dispatchEvent(new Event("online"));
    expect(made.asked).to.equal(1);
    made.connect.disconnect();
    dispatchEvent(new Event("online"));
    expect(made.asked).to.equal(1);
  });

  it("survives an API that does not answer", async () => {
    let isDown = true;
    const made = begin(async () => {
      if (isDown) throw new ApiError(null);
      return attempt(steps.done);
    });
    made.connect.tell(redirect);
    made.connect.open();
    dispatchEvent(new Event("focus"));
    await until(() => made.connect.state.silent);
    expect(made.lost).to.deep.equal([]);
    isDown = false;
    dispatchEvent(new Event("focus"));
    await until(() => made.connect.state.phase === "settled");
  });

  it("stops asking about an attempt that the API does not know", async () => {
    const made = begin(async () => {
      throw refusal({ code: "not_found", status: 404 });
    });
    made.connect.open();
    made.connect.tell(redirect);
    dispatchEvent(new Event("focus"));
    await until(() => made.lost.length > 0);
    expect(made.connect.state.phase).to.equal("idle");
    await until(() => popup?.closed === true);
  });

  it("drops an answer that was overtaken by a newer one", async () => {
    const pending: ((told: Attempt) => void)[] = [];
    const made = begin(() => new Promise((resolve) => pending.push(resolve)));
    made.connect.open();
    made.connect.tell(redirect);
    dispatchEvent(new Event("focus"));
    made.connect.tell(attempt(steps.choice));
    made.connect.tell(attempt(steps.waiting));
    dispatchEvent(new Event("focus"));
    expect(pending).to.have.length(2);
    pending[0]?.(redirect);
    await Promise.resolve();
    expect(made.attempts).to.deep.equal([]);
    pending[1]?.(attempt(steps.done));
    await until(() => made.attempts.length > 0);
    expect(made.attempts.map((told) => told.step.kind)).to.deep.equal(["done"]);
  });

  it("goes to the provider in this tab when windows are blocked, with the road in the address and nothing else", () => {
    const made = begin(
      async () => redirect,
      () => null,
    );
    made.connect.open();
    made.connect.tell(redirect);
    expect(made.connect.state.phase).to.equal("blocked");
    made.connect.goSameTab();
    expect(made.left).to.deep.equal([`${startUrl}&road=redirect`]);
    expect(made.left[0]).not.to.include("hs_5d1c");
  });

  it("never leads a window to another site or to a script", () => {
    for (const hostile of [
      "javascript:alert(1)",
      "https://evil.example/start",
      "data:text/html,x",
      "//evil.example/",
    ]) {
      const made = begin(async () => redirect);
      made.connect.open();
      expect(() => made.connect.tell(attempt({ ...steps.redirect, start_url: hostile })), hostile).to.throw();
      made.connect.disconnect();
    }
  });

  it("closes a blank window when the page goes before the attempt exists, and only then", async () => {
    const made = begin(async () => redirect);
    made.connect.open();
    dispatchEvent(new PageTransitionEvent("pagehide"));
    await until(() => popup?.closed === true);
    made.connect.open();
    made.connect.tell(redirect);
    dispatchEvent(new PageTransitionEvent("pagehide"));
    expect(popup?.closed).to.equal(false);
  });

  it("goes on when the browser shows the page again as it was left", async () => {
    const made = begin(
      async () => redirect,
      () => null,
    );
    made.connect.open();
    made.connect.tell(redirect);
    made.connect.goSameTab();
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }));
    expect(made.connect.state.phase).to.equal("leaving");
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    await until(() => made.connect.state.phase === "away");
    expect(made.connect.state.isLong, "the window is offered").to.equal(true);
  });

  it("leaves the window open when the page is only shown elsewhere", () => {
    const made = begin(async () => redirect);
    made.connect.open();
    made.connect.tell(redirect);
    made.connect.disconnect({ keepsWindow: true });
    expect(popup?.closed).to.equal(false);
    dispatchEvent(new Event("focus"));
    expect(made.asked).to.equal(0);
  });

  it("is deaf and quiet after it was disconnected", () => {
    const made = begin(async () => redirect);
    made.connect.open();
    made.connect.tell(redirect);
    made.connect.disconnect();
    dispatchEvent(new Event("focus"));
    expect(made.asked).to.equal(0);
  });
});

describe("connection window of a page that was loaded again", () => {
  /** A window that stands open from before. */
  const openStranger = (url: string) => {
    const stranger = window.open(url, "_blank", "popup");
    cleanUps.push(() => stranger?.close());
    return stranger;
  };
  const rejoin = async (answers: () => Promise<Attempt>): Promise<Rig> => {
    const made = begin(answers);
    made.connect.rejoin("att_91bd");
    await until(() => made.connect.state.phase === "away");
    return made;
  };

  it("knows its window by what the start page says, hands it the handshake, and closes it at the end", async () => {
    const seen = received();
    let answer = redirect;
    const made = await rejoin(async () => answer);
    answer = attempt(steps.done);
    const before = openStranger(startUrl);
    await until(() => made.connect.state.phase === "settled");
    expect(seen.map(({ data }) => data)).to.deep.equal([
      { type: "speedai:handshake", attempt: "att_91bd", handshake: "hs_5d1c" },
    ]);
    await until(() => before?.closed === true);
  });

  for (const [who, url] of [
    ["another origin that names the attempt", startUrl.replace(apiBase, location.origin)],
    ["the API's origin about another attempt", startUrl.replace("att_91bd", "att_other")],
  ] as const)
    it(`gives nothing to ${who}`, async () => {
      const seen = received();
      const made = await rejoin(async () => redirect);
      const stranger = openStranger(url);
      await new Promise<void>((resolve) => {
        const listen = (event: MessageEvent) => {
          if (event.source === stranger) resolve();
        };
        addEventListener("message", listen);
        cleanUps.push(() => removeEventListener("message", listen));
      });
      expect(made.connect.state.handshaken).to.equal(false);
      expect(seen).to.deep.equal([]);
    });

  it("knows no other window once it has opened one itself", async () => {
    const seen = received();
    const made = await rejoin(async () => redirect);
    made.connect.open();
    await until(() => seen.length === 1);
    const own = popup;
    const stranger = openStranger(startUrl);
    await new Promise<void>((resolve) => {
      const listen = (event: MessageEvent) => {
        if (event.source === stranger) resolve();
      };
      addEventListener("message", listen);
      cleanUps.push(() => removeEventListener("message", listen));
    });
    expect(seen).to.have.length(1);
    expect(popup).to.equal(own);
  });

  it("says so when the attempt is not this person's", async () => {
    const made = begin(async () => {
      throw refusal({ code: "not_found", status: 404 });
    });
    made.connect.rejoin("att_91bd");
    await until(() => made.lost.length > 0);
    expect(made.connect.state.phase).to.equal("idle");
  });

  it("keeps asking while the API does not answer", async () => {
    let isDown = true;
    const made = begin(async () => {
      if (isDown) throw new ApiError(null);
      return redirect;
    });
    made.connect.rejoin("att_91bd");
    await until(() => made.connect.state.silent);
    isDown = false;
    dispatchEvent(new Event("online"));
    await until(() => made.connect.state.phase === "away");
  });
});

describe("addresses and messages", () => {
  it("accepts only pages of the API as start page", () => {
    const of = (url: string) => startAddress(url, "https://api.speedai.example/v1", "popup");
    expect(of("/api/integrations/hubspot/start?attempt=a")).to.equal(
      "https://api.speedai.example/api/integrations/hubspot/start?attempt=a",
    );
    expect(of("https://api.speedai.example.evil.example/")).to.equal(undefined);
    expect(of("http://api.speedai.example/")).to.equal(undefined);
    expect(of("javascript:alert(1)")).to.equal(undefined);
  });

  it("names this page without its fragment as the one to come back to", () => {
    expect(returnUrl("https://host.example/a?b=1#/hubspot")).to.equal("https://host.example/a?b=1");
    expect(returnUrl("file:///home/a.html")).to.equal(undefined);
    expect(returnUrl("about:srcdoc")).to.equal(undefined);
    expect(returnUrl(`https://host.example/?${"x".repeat(2048)}`)).to.equal(undefined);
  });

  it("reads the two messages of our pages and nothing else", () => {
    expect(readPopupMessage({ type: "speedai:ready", attempt: "a", more: 1 })).to.deep.equal({
      type: "speedai:ready",
      attempt: "a",
    });
    for (const noise of [
      null,
      "speedai:ready",
      { type: "speedai:ready" },
      { type: "speedai:ready", attempt: 1 },
      { type: "speedai:handshake", attempt: "a", handshake: "h" },
      { type: "other", attempt: "a" },
    ]) {
      expect(readPopupMessage(noise)).to.equal(undefined);
    }
  });
});
