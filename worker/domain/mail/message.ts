/** A mail as far as we read it, inside limits: headers, subject, words. Attachments are not opened, links not followed. */
import PostalMime, { decodeWords } from "postal-mime";
import { err, ok, type Result } from "../result.ts";
import { type MailHeader, splitHeaders, valuesOf } from "./headers.ts";
import { htmlToText } from "./html-text.ts";
import { readSender, type Sender } from "./sender.ts";

/** A booking mail with its pictures linked is some 100 KiB. */
export const maxMailBytes = 1024 * 1024;
/** Each line and each part costs the parser an object; a whole MiB of line ends would fill an isolate's memory. */
const maxLines = 50_000;
const maxPartLines = 500;
const maxNestingDepth = 16;
const maxPartHeaderBytes = 256 * 1024;
/** Words beyond this are not read: a booking stands at the top. */
const maxTextCharacters = 200_000;
const maxSubjectCharacters = 300;

export interface MailEnvelope {
  readonly headers: readonly MailHeader[];
  readonly sender: Sender | undefined;
  readonly subject: string;
  /** Undefined when the mail has none. */
  readonly messageId: string | undefined;
}

export interface Message extends MailEnvelope {
  /** The plain text, then the words of the HTML: whichever of them exist. */
  readonly texts: readonly string[];
}

export type MessageFailure = "too_large" | "too_deep" | "unreadable";

/** What the headers alone say, of a whole mail or of its beginning. */
export function readEnvelope(bytes: Uint8Array): Result<MailEnvelope, "too_large" | "unreadable"> {
  const split = splitHeaders(bytes);
  if (!split.ok) return split;
  const headers = split.value;
  const messageId = valuesOf(headers, "message-id")[0]?.slice(0, 998);
  return ok({
    headers,
    sender: readSender(headers),
    subject: cleanLine(decodeWords((valuesOf(headers, "subject")[0] ?? "").slice(0, 2000))),
    messageId: messageId === "" ? undefined : messageId,
  });
}

export async function readMessage(bytes: Uint8Array<ArrayBuffer>): Promise<Result<Message, MessageFailure>> {
  if (bytes.length > maxMailBytes || hasTooManyLines(bytes)) return err("too_large");
  const envelope = readEnvelope(bytes);
  if (!envelope.ok) return envelope;
  const parsed = await parse(bytes);
  if (!parsed.ok) return parsed;
  const { text, html } = parsed.value;
  const texts = [text, html === undefined ? undefined : htmlToText(html.slice(0, maxTextCharacters * 4))];
  return ok({
    ...envelope.value,
    texts: texts.flatMap((words) => (words?.trim() ? [cleanText(words.slice(0, maxTextCharacters))] : [])),
  });
}

/** The parser says by throwing that a mail is beyond its limits or makes no sense; one such mail is one refusal. */
async function parse(bytes: Uint8Array<ArrayBuffer>) {
  try {
    const mail = await PostalMime.parse(bytes, {
      maxNestingDepth,
      maxHeadersSize: maxPartHeaderBytes,
      // A mail inside the mail stays an attachment.
      maxRfc822NestingDepth: 0,
    });
    return ok({ text: mail.text, html: mail.html });
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    if (message.startsWith("Maximum MIME nesting depth")) return err("too_deep" as const);
    return err(message.startsWith("Maximum header size") ? ("too_large" as const) : ("unreadable" as const));
  }
}

/** Lines that begin with two hyphens are counted as parts: no mail that people send has hundreds of them. */
function hasTooManyLines(bytes: Uint8Array): boolean {
  let lines = 0;
  let partLines = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== 0x0a) continue;
    lines += 1;
    if (bytes[at + 1] === 0x2d && bytes[at + 2] === 0x2d) partLines += 1;
  }
  return lines > maxLines || partLines > maxPartLines;
}

/** Without characters that hide or reorder what a person reads. */
function cleanText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, "")
    .replace(/[^\S\n\t]/g, " ");
}

function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, " ").trim().slice(0, maxSubjectCharacters);
}
