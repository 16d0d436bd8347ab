import { expect } from "chai";
import { ApiError } from "../api/client.ts";
import { type Page, PageLoader } from "./page-loader.ts";

interface Item {
  readonly id: string;
}
interface Question {
  readonly before: string | undefined;
  readonly signal: AbortSignal;
  readonly answer: (page: Page<Item>) => void;
  readonly fail: (error: unknown) => void;
}

function createLoader() {
  const questions: Question[] = [];
  const seen = { updates: 0 };
  const host = {
    addController: () => {},
    removeController: () => {},
    requestUpdate: () => {
      seen.updates += 1;
    },
    updateComplete: Promise.resolve(true),
  };
  const loader = new PageLoader<Item>(
    host,
    (before, signal) => new Promise((answer, fail) => questions.push({ before, signal, answer, fail })),
  );
  return { loader, questions, seen };
}

const page = (ids: string, next: string | null = null): Page<Item> => ({
  items: [...ids].map((id) => ({ id })),
  next,
});
const ids = (loader: PageLoader<Item>) => loader.items.map(({ id }) => id).join("");

describe("pages of a list", () => {
  it("come one after the other, each from where the last one ended", async () => {
    const { loader, questions } = createLoader();
    const started = loader.start();
    expect(loader.isLoading).to.equal(true);
    expect(loader.isSettled).to.equal(false);
    questions[0]?.answer(page("ab", "b"));
    await started;
    expect([ids(loader), loader.isLoading, loader.isSettled]).to.deep.equal(["ab", false, true]);
    const more = loader.more();
    questions[1]?.answer(page("cd"));
    await more;
    expect(ids(loader)).to.equal("abcd");
    expect(questions.map(({ before }) => before)).to.deep.equal([undefined, "b"]);
    expect(loader.next).to.equal(null);
  });

  it("are not asked for twice at once", async () => {
    const { loader, questions } = createLoader();
    const started = loader.start();
    await loader.more();
    expect(questions).to.have.length(1);
    questions[0]?.answer(page("a"));
    await started;
  });

  it("of an earlier subject change nothing when they come late, well or badly", async () => {
    for (const late of ["answer", "fail"] as const) {
      const { loader, questions, seen } = createLoader();
      const first = loader.start();
      const second = loader.start();
      expect(questions[0]?.signal.aborted).to.equal(true);
      questions[1]?.answer(page("new"));
      await second;
      const before = seen.updates;
      if (late === "answer") questions[0]?.answer(page("old", "o"));
      else questions[0]?.fail(new ApiError(null));
      await first;
      expect([ids(loader), loader.next, loader.error, seen.updates]).to.deep.equal(["new", null, null, before]);
    }
  });

  it("stay while they are asked for again, and go when the subject is another", async () => {
    const { loader, questions } = createLoader();
    const started = loader.start();
    questions[0]?.answer(page("ab"));
    await started;
    void loader.refresh();
    expect(ids(loader)).to.equal("ab");
    expect(loader.isSettled).to.equal(true);
    void loader.start();
    expect(ids(loader)).to.equal("");
    expect(loader.isSettled).to.equal(false);
  });

  it("that are refused leave the others, and are asked for again", async () => {
    const { loader, questions } = createLoader();
    const started = loader.start();
    questions[0]?.answer(page("ab", "b"));
    await started;
    const refused = loader.more();
    questions[1]?.fail(new ApiError(null));
    await refused;
    expect(ids(loader)).to.equal("ab");
    expect(loader.error).to.be.instanceOf(ApiError);
    const again = loader.more();
    expect(loader.error).to.equal(null);
    questions[2]?.answer(page("c"));
    await again;
    expect(questions[2]?.before).to.equal("b");
    expect(ids(loader)).to.equal("abc");
  });

  it("let a bug through", async () => {
    const { loader, questions } = createLoader();
    const started = loader.start();
    questions[0]?.fail(new TypeError("a bug"));
    const error = await started.catch((cause: unknown) => cause);
    expect(error).to.be.instanceOf(TypeError);
  });

  it("are called off when the element leaves", async () => {
    const { loader, questions } = createLoader();
    const started = loader.start();
    loader.hostDisconnected();
    expect(questions[0]?.signal.aborted).to.equal(true);
    questions[0]?.answer(page("a"));
    await started;
    expect([ids(loader), loader.isSettled, loader.isLoading]).to.deep.equal(["", false, false]);
  });

  it("take a changed line in its place", async () => {
    const { loader, questions } = createLoader();
    const started = loader.start();
    questions[0]?.answer(page("abc"));
    await started;
    const changed = { id: "b", name: "other" };
    loader.replace(changed);
    expect(loader.items[1]).to.equal(changed);
    expect(ids(loader)).to.equal("abc");
  });
});
