import { expect } from "chai";
import { ApiError } from "../../api/client.ts";
import { SessionError } from "../../session.ts";
import { refusal } from "../../testing/fake-api.ts";
import { explainError } from "./explain-error.ts";

describe("a refused call", () => {
  it("is explained by the problem's code, with the reference to quote", () => {
    expect(explainError(refusal({ code: "forbidden_role", status: 403, request_id: "req_1" }))).to.deep.equal({
      code: "problem.forbidden_role",
      requestId: "req_1",
    });
  });

  it("for a file is explained by what is wrong with the file", () => {
    const refused = (code: "wrong_format" | "too_long" | "required", field = "file") =>
      explainError(refusal({ code: "invalid_request", status: 422, errors: [{ field, code }] })).code;
    expect(refused("wrong_format")).to.equal("file_unreadable");
    expect(refused("too_long")).to.equal("file_too_large");
    expect(refused("required")).to.equal("problem.invalid_request");
    expect(refused("wrong_format", "values.host")).to.equal("problem.invalid_request");
  });

  it("without an answer says so, and that the session is over when it is", () => {
    expect(explainError(new ApiError(null))).to.deep.equal({ code: "problem.no_answer", requestId: null });
    const over = new ApiError(null, { cause: new SessionError("start") });
    expect(explainError(over).code).to.equal("problem.session_expired");
  });
});
