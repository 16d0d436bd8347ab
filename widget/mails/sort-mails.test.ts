import { expect } from "chai";
import type { Mail } from "../../schema/wire/index.ts";
import { mails } from "../testing/records.ts";
import { sortMails } from "./sort-mails.ts";

const { accepted, unproven, confirmation, refused, discarded } = mails;
const ids = (sorted: readonly Mail[]) => sorted.map(({ id }) => id);

describe("e-mails that wait for a person", () => {
  it("are those to judge, in the order in which they came", () => {
    const { waiting, others } = sortMails([refused, unproven, accepted, discarded, mails.unread]);
    expect(ids(waiting)).to.deep.equal([unproven.id, mails.unread.id]);
    expect(ids(others)).to.deep.equal([refused.id, accepted.id, discarded.id]);
  });

  it("include the request of a mailbox until the forwarding has brought an e-mail", () => {
    expect(ids(sortMails([confirmation, accepted]).waiting)).to.deep.equal([confirmation.id]);
    expect(ids(sortMails([accepted, confirmation]).waiting)).to.deep.equal([]);
    expect(ids(sortMails([unproven, refused, confirmation]).waiting)).to.deep.equal([unproven.id, confirmation.id]);
  });

  it("include the newest of several requests only", () => {
    const older = { ...confirmation, id: "mail_1" };
    expect(ids(sortMails([confirmation, older]).waiting)).to.deep.equal([confirmation.id]);
    expect(ids(sortMails([confirmation, older]).others)).to.deep.equal([older.id]);
  });
});
