/** The `Authentication-Results` header (RFC 8601 §2.2), read strictly: what is not understood wholly is not believed at all. */

export interface AuthenticationResults {
  /** Who says it: the authserv-id, lower case. */
  readonly server: string;
  /** In the order of the header. */
  readonly results: readonly MethodResult[];
}

export interface MethodResult {
  /** `dkim`, `spf`, `dmarc`, `arc`, … */
  readonly method: string;
  /** `pass`, `fail`, `none`, … */
  readonly result: string;
  /** `header.d`, `header.i`, … */
  readonly properties: ReadonlyMap<string, string>;
}

const maxCommentDepth = 20;

export function readAuthenticationResults(value: string): AuthenticationResults | undefined {
  const statements = splitStatements(value);
  const [head = [], ...rest] = statements ?? [];
  const [server, version, ...more] = head;
  // The version is 1 where there is one (RFC 8601 §2.2).
  if (server === undefined || more.length > 0 || (version !== undefined && version !== "1")) return undefined;
  const spoken = rest.filter((words) => words.length > 0);
  if (spoken.length === 1 && spoken[0]?.join(" ").toLowerCase() === "none") {
    return { server: server.toLowerCase(), results: [] };
  }
  const results = spoken.map(readResult);
  const understood = results.filter((result) => result !== undefined);
  return understood.length === results.length ? { server: server.toLowerCase(), results: understood } : undefined;
}

/**
 * Words by statement: comments gone, quoted strings opened. Undefined for an unbalanced comment or quote, and for
 * characters that no mail server writes there: a sender's address inside the header must not be able to end a comment.
 */
function splitStatements(value: string): string[][] | undefined {
  if (!/^[\t\x20-\x7e]*$/.test(value)) return undefined;
  const statements: string[][] = [];
  let words: string[] = [];
  let word = "";
  let inQuotes = false;
  let depth = 0;
  const endWord = () => {
    if (word !== "") words.push(word);
    word = "";
  };
  for (let at = 0; at < value.length; at += 1) {
    const character = value.charAt(at);
    if ((inQuotes || depth > 0) && character === "\\") {
      at += 1;
      if (inQuotes) word += value.charAt(at);
    } else if (depth > 0) {
      if (character === "(") depth += 1;
      if (character === ")") depth -= 1;
      if (depth > maxCommentDepth) return undefined;
    } else if (character === '"') {
      inQuotes = !inQuotes;
    } else if (inQuotes) {
      word += character;
    } else if (character === "(") {
      endWord();
      depth = 1;
    } else if (character === ")") {
      return undefined;
    } else if (character === ";") {
      endWord();
      statements.push(words);
      words = [];
    } else if (character === " " || character === "\t") {
      endWord();
    } else {
      word += character;
    }
  }
  if (inQuotes || depth > 0) return undefined;
  endWord();
  statements.push(words);
  return statements;
}

function readResult(words: readonly string[]): MethodResult | undefined {
  const [said = "", ...rest] = words;
  const [, method, result] = /^([a-z][\w-]*)(?:\/\d+)?=([a-z]+)$/i.exec(said) ?? [];
  if (method === undefined || result === undefined) return undefined;
  const properties = new Map<string, string>();
  for (const word of rest) {
    const equals = word.indexOf("=");
    const name = word.slice(0, Math.max(0, equals)).toLowerCase();
    if (!/^[a-z][a-z0-9.-]*$/.test(name) || properties.has(name)) return undefined;
    properties.set(name, word.slice(equals + 1));
  }
  return { method: method.toLowerCase(), result: result.toLowerCase(), properties };
}
