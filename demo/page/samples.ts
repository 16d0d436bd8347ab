/** The window of sample values beside the page, as a person uses it: read, copied, chosen, downloaded. */
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "playwright-core";

export type Sample =
  | { readonly field: string; readonly use: "copy" | "choose" | "switch"; readonly text: string }
  | { readonly field: string; readonly use: "file"; readonly file: NamedFile };

/** As the browser would have saved it. */
export interface NamedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** « Valeurs d’essai », kept beside the dashboard in a window of their own. */
export async function openSamples(dashboard: Page): Promise<Page> {
  await dashboard.getByRole("button", { name: "Valeurs d’essai" }).click();
  const opening = dashboard.context().waitForEvent("page");
  await dashboard.getByRole("link", { name: "Garder à côté, dans une fenêtre" }).click();
  const samples = await opening;
  await samples.locator("#samples-list details").first().waitFor();
  return samples;
}

/** Values of one method of a tool; `methodTitle` heads them where the tool has several methods. */
export async function readSamples(samples: Page, provider: string, methodTitle: string): Promise<readonly Sample[]> {
  const tool = samples.locator(`#samples-list details[data-provider=${provider}]`);
  if ((await tool.count()) === 0) return [];
  await tool.evaluate((details) => details.setAttribute("open", ""));
  const headings = (await tool.locator("h4").allTextContents()).map((text) => text.trim());
  const at = headings.indexOf(methodTitle);
  if (headings.length > 0 && at === -1) return [];
  // Everything after this method's heading, without what stands after the next one.
  const linesAfter = (index: number) => tool.locator(`h4:nth-of-type(${index + 1}) ~ .value`);
  const lines = headings.length === 0 ? tool.locator(".value") : linesAfter(at);
  const others = at + 1 < headings.length ? await linesAfter(at + 1).count() : 0;
  const count = (await lines.count()) - others;
  return Promise.all(Array.from({ length: count }, (_, index) => readSample(lines.nth(index))));
}

async function readSample(line: Locator): Promise<Sample> {
  const field = (await line.getAttribute("data-field")) ?? "";
  if ((await line.locator("a[download]").count()) > 0) {
    const downloading = line.page().waitForEvent("download");
    await line.locator("a[download]").click();
    const download = await downloading;
    const buffer = await readFile(await download.path());
    return { field, use: "file", file: { name: download.suggestedFilename(), mimeType: "text/csv", buffer } };
  }
  if ((await line.locator("code").count()) > 0) {
    return { field, use: "copy", text: (await line.locator("code").textContent()) ?? "" };
  }
  const text = (await line.locator("b").textContent()) ?? "";
  return { field, use: text === "Activé" || text === "Désactivé" ? "switch" : "choose", text };
}

/** Puts what was read into the form that is open. */
export async function takeSamples(form: Locator, samples: readonly Sample[]): Promise<void> {
  for (const sample of samples) {
    const control = form.locator(`speedai-field [name="${sample.field}"]`);
    switch (sample.use) {
      case "copy":
        await control.fill(sample.text);
        break;
      case "choose":
        await control.selectOption({ label: sample.text });
        break;
      case "switch":
        await control.setChecked(sample.text === "Activé");
        break;
      case "file":
        await control.setInputFiles(sample.file);
        break;
      default:
        return sample satisfies never;
    }
  }
}
