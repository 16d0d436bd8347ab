/** Draws a provider's logo as one small SVG document with a square viewBox. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Provider } from "../worker/providers/define.ts";

interface IconSet {
  readonly icons: Readonly<
    Record<string, { readonly body: string; readonly width?: number; readonly height?: number }>
  >;
  readonly width?: number;
  readonly height?: number;
}

/** Size of a set that names none (Iconify's rule). */
const iconSize = 16;
const monogramSize = 64;

export async function drawLogo({ id, name, logo }: Pick<Provider, "id" | "name" | "logo">): Promise<string> {
  if ("monogram" in logo) return drawMonogram(logo);
  const [setName = "", iconName = ""] = logo.icon.split(":");
  const set = await readIconSet(setName);
  const icon = Object.hasOwn(set.icons, iconName) ? set.icons[iconName] : undefined;
  if (icon === undefined) throw new Error(`${id}: no icon "${logo.icon}" for ${name}`);
  const body = logo.color === undefined ? icon.body : icon.body.replaceAll("currentColor", logo.color);
  const svg = square(body, icon.width ?? set.width ?? iconSize, icon.height ?? set.height ?? iconSize);
  refuseActiveContent(id, svg);
  return svg;
}

function square(body: string, width: number, height: number): string {
  const side = Math.max(width, height);
  const box = `${(width - side) / 2} ${(height - side) / 2} ${side} ${side}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}">${body}</svg>`;
}

function drawMonogram({ monogram, color }: { readonly monogram: string; readonly color: string }): string {
  if (!/^[\p{L}\p{N}]{1,2}$/u.test(monogram)) throw new Error(`"${monogram}" is not a monogram of one or two letters`);
  const size = monogram.length === 1 ? 36 : 27;
  const tile = `<rect width="${monogramSize}" height="${monogramSize}" rx="14" fill="${color}"/>`;
  const text =
    `<text x="32" y="32" dy=".36em" text-anchor="middle" fill="${inkOn(color)}" font-size="${size}" font-weight="700" ` +
    `font-family="system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">${monogram}</text>`;
  return square(tile + text, monogramSize, monogramSize);
}

/** White or near-black, whichever stands out more (relative luminance, WCAG 2.2). */
function inkOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.4 ? "#14181f" : "#ffffff";
}

/** Logos are served from our own origin: nothing in them may run or load. */
function refuseActiveContent(id: string, svg: string): void {
  if (/<(script|foreignObject|iframe|style|use|image)\b|\son\w+=|href=|url\((?!#)/i.test(svg)) {
    throw new Error(`${id}: the logo holds active content`);
  }
}

async function readIconSet(name: string): Promise<IconSet> {
  const path = createRequire(import.meta.url).resolve(`@iconify-json/${name}/icons.json`);
  return JSON.parse(await readFile(path, "utf8"));
}
