/** One JSON line per event, with these fields and no others: no host, no user, no path, no text of another server. */
export interface SidecarLogFields {
  readonly request_id?: string;
  readonly method?: string;
  readonly route?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly engine?: string;
  /** Closed code of an answer or of a refusal. */
  readonly code?: string;
  /** Name of an error's class, never its message: drivers and libraries repeat what they were given. */
  readonly error?: string;
}

export type SidecarLog = (event: string, fields?: SidecarLogFields) => void;

/** `write` takes one line without its end; `now` is the present time. */
export function createLog(write: (line: string) => void, now: () => Date): SidecarLog {
  return (event, fields = {}) => {
    const { request_id, method, route, status, ms, engine, code, error } = fields;
    write(
      JSON.stringify({ at: now().toISOString(), event, request_id, method, route, status, ms, engine, code, error }),
    );
  };
}
