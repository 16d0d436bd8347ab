/** Which e-mails wait for a person. Pure. */
import type { Mail } from "../../schema/wire/index.ts";

export interface SortedMails {
  readonly waiting: readonly Mail[];
  readonly others: readonly Mail[];
}

/**
 * In the order given, newest first. A forwarding that has brought an e-mail since needs no confirmation any more; of several
 * requests only the newest counts.
 */
export function sortMails(mails: readonly Mail[]): SortedMails {
  const firstRead = mails.findIndex(({ verdict }) => verdict === "accepted");
  const firstRequest = mails.findIndex(({ verdict }) => verdict === "confirmation");
  const isRequestOpen = firstRequest !== -1 && (firstRead === -1 || firstRequest < firstRead);
  const waits = (mail: Mail, at: number): boolean =>
    mail.verdict === "to_review" || (isRequestOpen && at === firstRequest);
  return { waiting: mails.filter(waits), others: mails.filter((mail, at) => !waits(mail, at)) };
}
