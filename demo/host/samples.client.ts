/** The list of sample values in the browser: search, copy, and failures on order. Built from text nodes only (Trusted Types). */
import type { Sample, SampleValue } from "./samples.ts";

export interface SamplesPanel {
  load(): Promise<void>;
  /** Opens the tool's values and brings them into view; null leaves everything as it is. */
  show(provider: string | null): void;
}

const copiedForMs = 1_500;

export function showSamples(root: Document): SamplesPanel | undefined {
  const list = root.getElementById("samples-list");
  const search = root.getElementById("samples-search");
  const faults = root.getElementById("faults");
  if (!list || !(search instanceof HTMLInputElement) || !(faults instanceof HTMLFormElement)) return undefined;
  const words = list.dataset;
  let loaded = false;

  const filter = () => {
    const sought = fold(search.value);
    let shown = 0;
    for (const item of list.querySelectorAll<HTMLElement>("[data-provider]")) {
      item.hidden = !fold(item.dataset["name"] ?? "").includes(sought);
      if (!item.hidden) shown += 1;
    }
    list.querySelector(".samples-empty")?.toggleAttribute("hidden", shown > 0);
  };
  search.addEventListener("input", filter);

  const load = async () => {
    if (loaded) return;
    list.setAttribute("aria-busy", "true");
    try {
      const samples = await fetchSamples();
      list.replaceChildren(...samples.map((sample) => sampleItem(sample, words)), emptyNote(words["empty"]));
      fillProviders(faults, samples);
      filter();
      loaded = true;
    } catch {
      list.replaceChildren(failureNote(words, load));
    } finally {
      list.removeAttribute("aria-busy");
    }
  };

  listenToFaults(faults);
  return {
    load,
    show: (provider) => {
      if (provider === null) return;
      for (const item of list.querySelectorAll<HTMLDetailsElement>("details")) {
        item.open = item.dataset["provider"] === provider;
        if (item.open) item.scrollIntoView({ block: "nearest" });
      }
    },
  };
}

async function fetchSamples(): Promise<readonly Sample[]> {
  const answer = await fetch("/samples.json");
  if (!answer.ok) throw new Error(`samples answered ${answer.status}`);
  return (await answer.json()).samples;
}

function sampleItem(sample: Sample, words: DOMStringMap): HTMLElement {
  const item = create("details", { className: "sample" });
  item.dataset["provider"] = sample.provider;
  item.dataset["name"] = sample.name;
  item.append(create("summary", { textContent: sample.name }));
  for (const method of sample.methods) {
    if (sample.methods.length > 1) item.append(create("h4", { textContent: method.title }));
    if (method.values.length === 0) item.append(create("p", { className: "none", textContent: words["none"] ?? "" }));
    for (const value of method.values) item.append(valueLine(value, words));
  }
  return item;
}

function valueLine({ field, label, value, use }: SampleValue, words: DOMStringMap): HTMLElement {
  const line = create("div", { className: "value" });
  line.dataset["field"] = field;
  const text = create("div", { className: "value-text" });
  text.append(create("span", { textContent: label }));
  line.append(text);
  switch (use) {
    case "on":
    case "off":
      text.append(create("b", { textContent: words[use] ?? "" }));
      break;
    case "choose":
      text.append(create("b", { textContent: value }));
      break;
    case "file":
      line.append(downloadLink(value, words));
      break;
    case "copy":
      text.append(create("code", { textContent: value }));
      line.append(copyButton(label, value, words));
      break;
    default:
      use satisfies never;
  }
  return line;
}

function copyButton(label: string, value: string, words: DOMStringMap): HTMLElement {
  const button = create("button", { type: "button", className: "copy", textContent: words["copy"] ?? "" });
  button.setAttribute("aria-label", `${words["copy"]} : ${label}`);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(value);
    button.textContent = words["copied"] ?? "";
    setTimeout(() => {
      button.textContent = words["copy"] ?? "";
    }, copiedForMs);
  });
  return button;
}

function downloadLink(value: string, words: DOMStringMap): HTMLElement {
  const href = URL.createObjectURL(new Blob([value], { type: "text/csv" }));
  return create("a", { className: "copy", textContent: words["download"] ?? "", href, download: "exemple.csv" });
}

function emptyNote(text = ""): HTMLElement {
  return create("p", { className: "samples-empty", textContent: text, hidden: true });
}

function failureNote(words: DOMStringMap, retry: () => void): HTMLElement {
  const note = create("p", { className: "samples-failed", textContent: `${words["failed"]} ` });
  const button = create("button", { type: "button", className: "copy", textContent: words["retry"] ?? "" });
  button.addEventListener("click", retry);
  note.append(button);
  return note;
}

function fillProviders(form: HTMLFormElement, samples: readonly Sample[]): void {
  const select = form.elements.namedItem("provider");
  if (!(select instanceof HTMLSelectElement)) return;
  select.replaceChildren(
    ...samples.map(({ provider, name }) => create("option", { value: provider, textContent: name })),
  );
}

function listenToFaults(form: HTMLFormElement): void {
  const output = form.querySelector("output");
  const say = (text: string | undefined) => {
    if (output) output.value = text ?? "";
  };
  const send = async (method: "POST" | "DELETE", body: object) => {
    const answer = await fetch("/faults", {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return answer.ok;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const done = await send("POST", Object.fromEntries(new FormData(form)));
    say(done ? output?.dataset["ordered"] : output?.dataset["failed"]);
  });
  form.querySelector("#faults-clear")?.addEventListener("click", async () => {
    const done = await send("DELETE", {});
    say(done ? output?.dataset["cleared"] : output?.dataset["failed"]);
  });
}

function create<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
): HTMLElementTagNameMap[Name] {
  return Object.assign(document.createElement(name), properties);
}

function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();
}
