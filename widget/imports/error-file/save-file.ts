/** Safari reads the address some time after the click. */
const keptMs = 60_000;

/** Hands a file to the browser's downloads: it needed a token to be fetched, so a plain link cannot do it. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), keptMs);
}
