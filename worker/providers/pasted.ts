/** What people paste instead of what was asked for. All functions are pure and leave what they do not understand as it is. */

/** `boutique.fr/` → `https://boutique.fr`; the query and the fragment go, the folder stays, `http://` is left to be refused. */
export function cleanSiteUrl(typed: string): string {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (!URL.canParse(withScheme)) return typed;
  const url = new URL(withScheme);
  if (url.username !== "" || url.password !== "") return typed;
  return `${url.protocol}//${url.host}${url.pathname}`.replace(/\/+$/, "");
}

/** A function that gives the first group of the first pattern that matches, or the text itself. */
export function takeFrom(...patterns: readonly RegExp[]): (typed: string) => string {
  return (typed) => {
    for (const pattern of patterns) {
      const found = pattern.exec(typed)?.[1];
      if (found !== undefined) return found;
    }
    return typed;
  };
}
