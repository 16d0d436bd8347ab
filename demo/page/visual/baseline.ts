/** The kept pictures: `npm run screenshots -- --baseline` takes them anew, after a change of look that was meant. */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { startGallery } from "../../gallery/server.ts";
import { compare, isSame } from "./compare.ts";
import { launchForComparison, looks, nameOf, takeRegion } from "./regions.ts";

const folder = fileURLToPath(new URL("baseline/", import.meta.url));

export function readBaseline(name: string): Promise<Buffer> {
  return readFile(`${folder}${name}.png`);
}

export async function listBaselines(): Promise<readonly string[]> {
  return (await readdir(folder)).map((file) => file.replace(/\.png$/, "")).toSorted();
}

/** Writes what differs from what is kept, and takes away what is no longer a region; `say` hears each name. */
export async function renewBaselines(say: (line: string) => void): Promise<void> {
  await mkdir(folder, { recursive: true });
  const [gallery, browser] = await Promise.all([startGallery(), launchForComparison()]);
  try {
    const blank = await browser.newPage();
    const names = looks.map(nameOf);
    for (const name of await listBaselines()) if (!names.includes(name)) await rm(`${folder}${name}.png`);
    for (const look of looks) {
      const name = nameOf(look);
      const actual = await takeRegion(browser, gallery.url, look);
      const kept = await readBaseline(name).catch(() => null);
      // What is the same to the comparison stays the same file.
      if (kept && isSame(await compare(blank, kept, actual))) continue;
      await writeFile(`${folder}${name}.png`, actual);
      say(`${name}: ${kept ? "changed" : "new"}`);
    }
  } finally {
    await browser.close();
    await gallery.stop();
  }
}
