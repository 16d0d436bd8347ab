/** `npm run build`: the element in pieces and as one file in `dist/widget/`, its npm package in `dist/npm/`, and what it costs. */
import { execFileSync } from "node:child_process";
import { cp, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPackage } from "./build-package.ts";
import { describePieces } from "./build-widget.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const npm = join(root, "dist/npm");
const widget = join(root, "dist/widget");

execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b", "widget"], {
  cwd: root,
  stdio: "inherit",
});
const { pieces, single, wrappers } = await buildPackage(npm);
// What a host without npm serves.
await rm(widget, { recursive: true, force: true });
await cp(join(npm, "modulepreload.html"), join(widget, "modulepreload.html"));
for (const { file } of pieces) await cp(join(npm, file), join(widget, file));
for (const file of [single.outfile, `${single.outfile}.sri`]) await cp(file, join(widget, basename(file)));

for (const line of describePieces(pieces)) console.log(line);
console.log(`\nwrappers, gzip: React ${wrappers.react} bytes, Vue ${wrappers.vue} bytes`);
console.log(`${basename(single.outfile)}: ${single.bytes} bytes, ${single.gzipBytes} gzip, ${single.integrity}`);
