import { expect } from "chai";
import { OtherTabs } from "./other-tabs.ts";

describe("other tabs", () => {
  const joined: OtherTabs[] = [];
  const open = (apiBase: string | null) => {
    const heard = Promise.withResolvers<string>();
    const tab = new OtherTabs(() => heard.resolve("heard"));
    tab.join(apiBase);
    joined.push(tab);
    return { tab, heard: heard.promise };
  };
  afterEach(() => {
    for (const tab of joined.splice(0)) tab.join(null);
  });
  /** Messages of a channel arrive in order: what comes before the mark has come. */
  const after = (apiBase: string) => {
    const { tab, heard } = open(apiBase);
    return { tab, missed: heard.then(() => "missed") };
  };

  it("hear of a change", async () => {
    const other = open("https://one.example");
    open("https://one.example").tab.tell();
    expect(await other.heard).to.equal("heard");
  });

  it("are left alone by another API, by a tab that has left, and by themselves", async () => {
    const stranger = open("https://two.example");
    const gone = open("https://one.example");
    gone.tab.join(null);
    const sender = open("https://one.example");
    const { missed } = after("https://one.example");
    sender.tab.tell();
    const first = await Promise.race([stranger.heard, gone.heard, sender.heard, missed]);
    expect(first).to.equal("missed");
  });

  it("do without where the browser gives no channel", () => {
    const { BroadcastChannel } = globalThis;
    globalThis.BroadcastChannel = class extends BroadcastChannel {
      constructor(name: string) {
        super(name);
        throw new DOMException("storage is blocked", "SecurityError");
      }
    };
    try {
      open("https://one.example").tab.tell();
    } finally {
      globalThis.BroadcastChannel = BroadcastChannel;
    }
  });
});
