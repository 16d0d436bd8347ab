/** A mail as far as we read it, inside limits: headers, subject, words. Attachments are not opened, links not followed. */
import PostalMime, { decodeWords } from "postal-mime";
import { at, listAt } from "../json.ts";
import { err, ok, type Result } from "../result.ts";
import { type MailHeader, splitHeaders, valuesOf } from "./headers.ts";
import { htmlToText } from "./html-text.ts";
import { readSender, type Sender } from "./sender.ts";

/** A booking mail with its pictures linked is some 100 KiB. */
export const maxMailBytes = 1024 * 1024;
/** Each line and each part costs the parser an object and a turn; a MiB of pictures in Base64 has some 14 000 lines. */
const maxLines = 20_000;
const maxPartLines = 500;
/** Each padded piece of Base64 is a buffer of its own to the parser; quoted-printable text has one sign per odd letter. */
const maxEqualsSigns = 60_000;
const maxNestingDepth = 16;
const maxPartHeaderBytes = 256 * 1024;
/** Words beyond this are not read: a booking stands at the top. */
const maxTextCharacters = 200_000;
const maxHtmlCharacters = 500_000;
const maxSubjectCharacters = 300;

export interface MailEnvelope {
  readonly headers: readonly MailHeader[];
  readonly sender: Sender | undefined;
  readonly subject: string;
  /** Undefined when the mail has none. */
  readonly messageId: string | undefined;
  /** When the sender says it was sent; undefined when that cannot be read. */
  readonly sentAt: Date | undefined;
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
    sentAt: readDate(valuesOf(headers, "date")[0] ?? ""),
  });
}

function readDate(value: string): Date | undefined {
  const date = new Date(value.slice(0, 100));
  return Number.isNaN(date.getTime()) ? undefined : date;
}

export async function readMessage(bytes: Uint8Array<ArrayBuffer>): Promise<Result<Message, MessageFailure>> {
  if (bytes.length > maxMailBytes || isCostly(bytes)) return err("too_large");
  const envelope = readEnvelope(bytes);
  if (!envelope.ok) return envelope;
  const parsed = await parse(bytes);
  if (!parsed.ok) return parsed;
  const { plain, html } = parsed.value;
  const texts = [plain, htmlToText(html.slice(0, maxHtmlCharacters))];
  return ok({
    ...envelope.value,
    texts: texts.map((words) => cleanText(words.slice(0, maxTextCharacters)).trim()).filter((words) => words !== ""),
  });
}

/**
 * The parser writes HTML as text where a mail has both in different parts, in quadratic time (postal-mime 4.0.0: minutes for
 * a MiB of unclosed links). Its own step for that is replaced by one that takes the parts as they are.
 */
class PartsParser extends PostalMime {
  readonly words: { readonly plain: string[]; readonly html: string[] } = { plain: [], html: [] };

  renderTextContent(): void {
    const collected: unknown = Reflect.get(this, "textMap");
    for (const part of collected instanceof Map ? collected.values() : []) {
      for (const kind of ["plain", "html"] as const) {
        for (const piece of listAt(part, kind)) {
          const words = at(piece, "value");
          if (typeof words === "string") this.words[kind].push(words);
        }
      }
    }
  }
}

/** The parser says by throwing that a mail is beyond its limits or makes no sense; one such mail is one refusal. */
async function parse(bytes: Uint8Array<ArrayBuffer>) {
  try {
    const parser = new PartsParser({
      maxNestingDepth,
      maxHeadersSize: maxPartHeaderBytes,
      // A mail inside the mail stays an attachment.
      maxRfc822NestingDepth: 0,
    });
    await parser.parse(bytes);
    return ok({ plain: parser.words.plain.join("\n"), html: parser.words.html.join("\n") });
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    if (message.startsWith("Maximum MIME nesting depth")) return err("too_deep" as const);
    return err(message.startsWith("Maximum header size") ? ("too_large" as const) : ("unreadable" as const));
  }
}

/** Lines that begin with two hyphens are counted as parts: no mail that people send has hundreds of them. */
function isCostly(bytes: Uint8Array): boolean {
  let lines = 0;
  let partLines = 0;
  let equalsSigns = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] === 0x3d) equalsSigns += 1;
    if (bytes[at] !== 0x0a) continue;
    lines += 1;
    if (bytes[at + 1] === 0x2d && bytes[at + 2] === 0x2d) partLines += 1;
  }
  return lines > maxLines || partLines > maxPartLines || equalsSigns > maxEqualsSigns;
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
