/**
 * French spacing (Imprimerie nationale): a narrow no-break space before `; ! ? :` and inside guillemets, so that a sign never
 * starts a line. Only existing spaces are replaced, therefore `10:30`, `https://…` and `{a}:{b}` stay as they are.
 */
const narrowNoBreakSpace = "\u202f";
const noBreakSpace = "\u00a0";

export function typesetFrench(text: string): string {
  return text
    .replace(/[ \u00a0](?=[:;!?»])/g, narrowNoBreakSpace)
    .replace(/«[ \u00a0]/g, `«${narrowNoBreakSpace}`)
    .replace(/(?<=\d) (?=\d{3}\b|[%€])/g, narrowNoBreakSpace)
    .replace(/(?<=N°) /g, noBreakSpace)
    .replace(/(?<=\d) (?=(?:h|min|s|Mo|Ko|jours?)\b)/g, noBreakSpace);
}
