/**
 * Reads SQL text just far enough to know where statements end, which parameters they have and whether they write. The driver
 * tells none of it: of several statements in a text it runs the first and is silent about the rest, which sqld refuses.
 */
import { SqlError } from "./protocol.ts";

/** Comments and quoted things first, so that nothing inside them is taken for a separator or a parameter. */
const TOKEN =
  /(?<gap>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<quoted>'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|(?<parameter>\?\d*|[:@$][\p{L}\p{N}_$]+)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<end>;)|(?<other>[\s\S])/gu;

export interface StatementText {
  readonly sql: string;
  /** In the order of their numbers; null where the parameter has no name. */
  readonly parameters: readonly (string | null)[];
  readonly isExplain: boolean;
  /** False where the statement may need the write lock. True for settings of the connection (PRAGMA). */
  readonly isReadonly: boolean;
}

const READING = ["SELECT", "VALUES", "EXPLAIN", "PRAGMA", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"];
const WRITING = ["INSERT", "REPLACE", "UPDATE", "DELETE"];

/** The statements of a text, without separators, empty ones left out. */
export function splitStatements(text: string): StatementText[] {
  const statements: StatementText[] = [];
  let start = 0;
  let words: string[] = [];
  let parameters: (string | null)[] = [];
  let isEmpty = true;
  /** A trigger's body holds semicolons of its own; only `; END` ends it (as in sqlite3_complete). */
  let trail = "";

  const finish = (end: number) => {
    if (!isEmpty) {
      const isExplain = words[0] === "EXPLAIN";
      statements.push({ sql: text.slice(start, end), parameters, isExplain, isReadonly: isReading(words) });
    }
    words = [];
    parameters = [];
    isEmpty = true;
    trail = "";
  };

  for (const match of text.matchAll(TOKEN)) {
    const { gap, parameter, word, end } = match.groups ?? {};
    if (gap !== undefined) continue;
    if (end !== undefined) {
      if (isTrigger(words) && trail !== ";END") {
        trail = ";";
        continue;
      }
      finish(match.index);
      start = match.index + 1;
      continue;
    }
    isEmpty = false;
    trail = trail === ";" && word?.toUpperCase() === "END" ? ";END" : "";
    if (word !== undefined) words.push(word.toUpperCase());
    if (parameter !== undefined) number(parameter, parameters);
  }
  finish(text.length);
  return statements;
}

/** The only statement of a text; sqld's errors where there is none or there are several. */
export function singleStatement(text: string): StatementText {
  const [statement, ...more] = splitStatements(text);
  if (statement === undefined) throw new SqlError("SQL_NO_STATEMENT", "SQL string does not contain any statement");
  if (more.length > 0) throw new SqlError("SQL_MANY_STATEMENTS", "SQL string contains more than one statement");
  return statement;
}

/** By its words, so a `WITH … SELECT replace(…)` counts as writing: it then waits its turn for nothing, and that is all. */
function isReading(words: readonly string[]): boolean {
  const [first = "", second = ""] = words;
  if (first === "WITH") return !words.some((word) => WRITING.includes(word));
  if (first === "BEGIN") return second !== "IMMEDIATE" && second !== "EXCLUSIVE";
  return READING.includes(first);
}

/** `[EXPLAIN [QUERY PLAN]] CREATE [TEMP|TEMPORARY] TRIGGER` */
function isTrigger(words: readonly string[]): boolean {
  const create = words.indexOf("CREATE");
  if (create < 0 || create > 3) return false;
  const rest = words.slice(create + 1).filter((word) => word !== "TEMP" && word !== "TEMPORARY");
  return rest[0] === "TRIGGER";
}

/** SQLite's numbering: `?5` is five, `?` is one more than the largest so far, a name keeps its first number. */
function number(parameter: string, parameters: (string | null)[]): void {
  if (parameter === "?") {
    parameters.push(null);
  } else if (parameter.startsWith("?")) {
    const position = Number(parameter.slice(1));
    while (parameters.length < position) parameters.push(null);
    parameters[position - 1] = parameter;
  } else if (!parameters.includes(parameter)) {
    parameters.push(parameter);
  }
}
