/** A mail's parts and words in their encodings (RFC 2045, 2046, 2047). */
import { encodeBase64 } from "../../worker/domain/base64.ts";

export function body(format: "text" | "html" | "both", text: string): string[] {
  const plain = [
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64",
    "",
    wrap(encodeText(text)),
  ];
  const html = [
    "Content-Type: text/html; charset=utf-8",
    "Content-Transfer-Encoding: base64",
    "",
    wrap(encodeText(toHtml(text))),
  ];
  if (format === "text") return plain;
  if (format === "html") return html;
  const boundary = "simulated-part";
  return [
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    "",
    `--${boundary}`,
    ...plain,
    `--${boundary}`,
    ...html,
    `--${boundary}--`,
    "",
  ];
}

function toHtml(text: string): string {
  const rows = text.split("\n").map((line) => {
    const [label = "", ...value] = line.split(" : ");
    const cells = [label, value.join(" : ")].map((cell) => `<td>${escapeHtml(cell)}</td>`).join("");
    return value.length > 0 ? `<tr>${cells}</tr>` : `<tr><td colspan="2"><b>${escapeHtml(line)}</b></td></tr>`;
  });
  return `<!doctype html><html><head><style>td{padding:4px}</style></head><body><table>${rows.join("")}</table></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** RFC 2047, one encoded word per 30 characters so that none is longer than 75. */
export function encodeWord(text: string): string {
  const pieces = text.match(/.{1,30}/gsu) ?? [""];
  return pieces.map((piece) => `=?UTF-8?B?${encodeText(piece)}?=`).join(" ");
}

function encodeText(text: string): string {
  return encodeBase64(new TextEncoder().encode(text));
}

function wrap(base64: string): string {
  return (base64.match(/.{1,76}/g) ?? []).join("\r\n");
}
