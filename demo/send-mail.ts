/**
 * Sends a synthetic booking mail to a mailbox of the running demonstration, as a mail server would:
 * `node demo/send-mail.ts <SpeedAI address> [--change new|requested|modified|canceled] [--language fr|en|es|it]
 * [--road direct|gmail|outlook_changed|unsigned] [--confirmation] [--api http://localhost:8787]`
 */
import { parseArgs } from "node:util";
import { z } from "zod";
import { sendToLocalWorker } from "./simulators/mail-road.ts";
import { composeBookingMail, composeForwardingConfirmation } from "./simulators/thefork-mail.ts";
import { portVariables } from "./stack/ports.ts";

const options = z.object({
  change: z.enum(["new", "requested", "modified", "canceled"]),
  language: z.enum(["fr", "en", "es", "it"]),
  road: z.enum(["direct", "gmail", "outlook_changed", "unsigned"]),
  confirmation: z.boolean(),
  api: z.url(),
});

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    change: { type: "string", default: "new" },
    language: { type: "string", default: "fr" },
    road: { type: "string", default: "direct" },
    confirmation: { type: "boolean", default: false },
    api: { type: "string", default: `http://localhost:${process.env["API_PORT"] || portVariables.api.port}` },
  },
});
const [to] = positionals;
const chosen = options.safeParse(values);

if (to === undefined || !chosen.success) {
  console.error("Usage: node demo/send-mail.ts <address> [--change …] [--language …] [--road …] [--confirmation]");
  if (!chosen.success) console.error(z.prettifyError(chosen.error));
  process.exitCode = 2;
} else {
  const { api, confirmation, change, language, road } = chosen.data;
  const link = "https://mail-settings.google.com/mail/vf-%5Bsimulated%5D";
  const raw = confirmation
    ? composeForwardingConfirmation({ to, code: "482913577", link, road })
    : composeBookingMail({ to, language, change, road });
  const answer = await sendToLocalWorker(api, to, raw);
  console.log(`${answer.status} ${await answer.text()}`);
  if (!answer.ok) process.exitCode = 1;
}
