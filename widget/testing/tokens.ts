/** Inner elements inherit the resolved tokens from the page; where one is shown alone, from the document. */
import { rootStyles } from "../styles/tokens.ts";

const sheet = new CSSStyleSheet();
sheet.replaceSync(rootStyles.cssText.replaceAll(":host", ":root"));
document.adoptedStyleSheets.push(sheet);
