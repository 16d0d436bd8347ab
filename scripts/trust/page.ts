/** docs/threats.md, made from the list of requirements: `node scripts/trust/report.ts --write`. */
import { guardGroups, mutations } from "./mutations.ts";
import { promises, type Requirement, requirements, type TestsOf } from "./requirements.ts";

const introduction = `# Threats, and what is done about each

Made from \`scripts/trust/requirements.ts\` by \`node scripts/trust/report.ts --write\`; a test keeps both the same. What is [not
met](#what-is-not-met) stands at the end.

- \`npm run trust\` runs every test named here, as \`npm test\` runs it too, and prints how many cases each requirement has and how many passed;
  \`npm run trust P3\` or \`npm run trust E2 F\` those of a promise, a requirement or a part.
- \`npm run trust:mutants\` takes [guards away](#guards-that-are-taken-away) one by one in a copy of the repository, and prints for each whether a test
  noticed (\`killed\`) or none did (\`SURVIVED\`); \`npm run trust:mutants tenant\` those whose name or file has the word.

## Who is expected

A visitor of a partner's site; a partner's page that is malicious or was taken over; a tenant with valid credentials and bad intentions; a provider, a
shop's address or a database server that a tenant names; somebody who sends webhooks or mails; somebody with a copy of the database, or with
write access to its rows; somebody who reads logs; and accidents: crashes, clocks, networks.

Not covered: somebody who runs code in the Worker or holds its secrets; the provider's own mistakes; a browser that is not the person's own.

## Proof of possession

The element makes an ECDSA P-256 key that cannot be exported and signs each request with it (RFC 9449, without nonces; the token's scheme stays
\`Bearer\`, because it is bound at its first use and not when it is issued). The first proof binds its key to the session; from then on the token
alone, another key, a copy of a proof, a proof of another request or one more than two minutes off are refused.

The element always proves, without a setting. Sessions minted with \`proof: "required"\`, as the guide for hosts has it, are good with a proof only, from
their first request on. Without it a session is good with the token alone until a key is shown, for programs without a browser.

What it does not do, said plainly: who steals a token before the page's first request may bind a key of their own first; the page is then refused and
asks its host for another session. A script that runs in the host's page cannot copy the key but can use it while the page is open. A page without
https has no keys, and behind a proxy that gives the API another address no proof fits: there only sessions without \`proof: "required"\` work, and
the element says so in the console.

## Random lives

Every test run lives ten thousand random lives of connections (\`worker/testing/lives/\`) on the real application, services, vault and SQL, with a database
in memory: people of several roles in two houses begin, leave, come back, commit, answer, type keys, change, test and disconnect; services use what is
connected; strangers try everything by id; a provider as strict as one may be fails, loses answers, replaces refresh tokens and forgets; days pass; the
vault's key is replaced; and any step may be cut off at any call to the database or to a provider. One half goes one deed after another, the other half
several at once, in an order of their calls that is drawn too. After each deed: every connection belongs to who began it, every grant is in one place, a
grant that was given back or a connection that was disconnected stays so, every status is a known one with its reason, every change and use has its record
in the trail, nobody was shown what is another house's, and no secret was written, logged or answered in clear (nor in hexadecimal digits or Base64). At the
end, once the provider works again: what is called connected is, and what cannot be renewed says so. A life that breaks one of these is printed as a few
sentences, with the seed that lives it again. The lives are the same in every run, so that a red one is red for everybody; \`LIVES_SEED\` draws others. Eighty more run inside workerd against a libSQL server (\`worker/testing/state-machine.test.ts\`); the rules
underneath (status, refresh) are judged over ten thousand random histories.

What a crash can cost is stated and bounded: at most the one grant that was in the hand of the request that died before its first write, which its owner
ends at the provider or replaces by connecting again. A grant also lives on at the provider where the answer that told of it was lost, where the provider followed none of the
revocations of a whole day (the answer to « disconnect » and the log say so), and where the same account was connected anew: a provider may end the newer grant with the older.

## Cuts

\`demo/journeys/faults.test.ts\` runs the product with a gate between the Worker and each of libSQL, the providers and the sidecar. It counts what a
flow asks of whom, then plays the flow again and again and cuts one call each time: before it arrives, after it was answered, in the middle of
the answer, or everything from it on; and it kills the Worker, libSQL and the sidecar while calls are held; the full run leaves them silent too. After each cut,
and after what a person then does, the flow is done, or has left nothing behind, or asks for a new consent with a reason; each grant that lives at a
provider is held here exactly once; deliveries, mails and files had one effect; journal and trail tell it, and the trail verifies. A test run
cuts every call once; \`npm run trust:faults\` cuts every call in every way and kills the Worker at every call, and prints a table.
`;

export function renderThreats(): string {
  return `${[introduction, renderPromises(), ...groups().map(renderGroup), renderGuards(), renderGaps()].join("\n")}`;
}

function renderPromises(): string {
  const rows = Object.entries(promises).map(([id, text]) => {
    const ids = requirements.filter(({ promise }) => promise === id).map((requirement) => requirement.id);
    return `| ${id} | ${text} | ${ids.join(", ")} |`;
  });
  return ["## Promises", "", "| # | Promise | Requirements |", "|---|---|---|", ...rows, ""].join("\n");
}

const titles: Readonly<Record<string, string>> = {
  A: "Who owns a connection",
  B: "Secrets at rest",
  C: "Tokens",
  D: "Inbound webhooks",
  E: "Addresses that people type",
  F: "Database checks",
  G: "Files",
  H: "Mail",
  I: "The page, its session and the edge",
  J: "The trail and the logs",
};

interface Group {
  readonly letter: string;
  readonly members: readonly Requirement[];
}

function groups(): Group[] {
  const byLetter = Map.groupBy(requirements, ({ id }) => id.slice(0, 1));
  return [...byLetter].map(([letter, members]) => ({ letter, members }));
}

function renderGroup({ letter, members }: Group): string {
  const rows = members.map(
    ({ id, promise, says, where, tests, gap }) =>
      `| ${id} | ${promise} | ${says}${gap === undefined ? "" : " [¹](#what-is-not-met)"} | ${where.map(code).join("<br>")} | ${tests.map(renderTests).join("<br>")} |`,
  );
  return [
    `## ${letter}. ${titles[letter] ?? letter}`,
    "",
    "| # | For | What holds | Where | Tests |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function renderTests({ file, titles: named }: TestsOf): string {
  return named === undefined
    ? code(file)
    : `${code(file)}: ${named.map((title) => `« ${escapeCell(title.trim())} »`).join(", ")}`;
}

function renderGuards(): string {
  const paragraphs = guardGroups.flatMap(({ about, guards }) => [
    `- **${about}**, ${guards.length}: ${guards.map(({ guard }) => guard).join(" · ")}`,
  ]);
  const count = `${mutations.length} pieces of code that keep a promise. Without any one of them at least one test is red.`;
  return ["## Guards that are taken away", "", count, "", ...paragraphs, ""].join("\n");
}

function renderGaps(): string {
  const rows = requirements.flatMap(({ id, gap }) => (gap === undefined ? [] : [`- **${id}** ${gap}`]));
  return ["## What is not met", "", ...rows, ""].join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|");
}
