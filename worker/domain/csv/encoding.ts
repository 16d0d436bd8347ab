/** Which encoding a file is in, and its text. Files come from Excel as often as from tools. */
import { err, ok, type Result } from "../result.ts";

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

export interface DecodedFile {
  readonly encoding: Encoding;
  /** Line ends are `\n`, the byte order mark is gone. */
  readonly text: string;
}

/** Judged on the first bytes where there is no byte order mark. */
const sampleBytes = 4096;

/** Refuses text with NUL: that is a spreadsheet or another binary file, not CSV. */
export function decodeFile(bytes: Uint8Array): Result<DecodedFile, "file_unreadable"> {
  const encoding = detectEncoding(bytes);
  const text = new TextDecoder(encoding).decode(bytes).replace(/\r\n?/g, "\n");
  return text.includes("\0") ? err("file_unreadable") : ok({ encoding, text });
}

export function detectEncoding(bytes: Uint8Array): Encoding {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const wide = detectUtf16(bytes.subarray(0, sampleBytes));
  if (wide) return wide;
  return isUtf8(bytes) ? "utf-8" : "windows-1252";
}

/** Western text in UTF-16 has a zero in nearly every second byte, always on the same side. */
function detectUtf16(sample: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  const half = sample.length / 2;
  if (odd > half * 0.6 && even < half * 0.1) return "utf-16le";
  return even > half * 0.6 && odd < half * 0.1 ? "utf-16be" : undefined;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
