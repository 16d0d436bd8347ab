export type SessionReason = "start" | "renewal" | "unauthorized" | "wake";

/** The host gave no session. */
export class SessionError extends Error {
  override readonly name = "SessionError";
  readonly reason: SessionReason;
  constructor(reason: SessionReason, options?: ErrorOptions) {
    super(`no session (${reason})`, options);
    this.reason = reason;
  }
}
