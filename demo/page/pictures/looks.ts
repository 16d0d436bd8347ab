/** In which windows a scene is taken. */
export interface Look {
  readonly width: number;
  readonly theme: "light" | "dark";
  readonly locale: "fr" | "en";
}

/** Every width, theme and language. */
export const everyLook: readonly Look[] = [1280, 768, 375, 320].flatMap((width) =>
  (["light", "dark"] as const).flatMap((theme) => (["fr", "en"] as const).map((locale) => ({ width, theme, locale }))),
);

/** Every width, theme and language at least once. */
export const fewLooks: readonly Look[] = [
  { width: 1280, theme: "light", locale: "fr" },
  { width: 1280, theme: "dark", locale: "en" },
  { width: 768, theme: "light", locale: "en" },
  { width: 375, theme: "dark", locale: "fr" },
  { width: 320, theme: "light", locale: "fr" },
];

export const nameOfLook = ({ width, theme, locale }: Look): string => `${width}-${theme}-${locale}`;
