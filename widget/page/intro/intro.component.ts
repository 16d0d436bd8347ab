import { html, LitElement, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import type { Integration } from "../../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../../api/client.ts";
import type { Sentences } from "../../i18n/sentences.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import type { Source } from "./drawing.ts";
import { introStyles } from "./intro.styles.ts";
import { outcomeList } from "./outcomes.ts";

/** Families in the drawing, top to bottom. */
const sourceCategories = ["crm", "restaurant", "hotel", "ecommerce", "database"] as const;

/**
 * What the page is for. The drawing shows the visitor's own connected tools first, one per family.
 *
 * @fires why-requested - « Pourquoi connecter mon CRM ? » was pressed.
 * @csspart intro - The block.
 * @csspart intro-title - The headline.
 */
export class SpeedaiIntro extends LitElement {
  static override styles = [tokenStyles, buttonStyles, introStyles];

  @property({ attribute: false }) integrations: readonly Integration[] = [];
  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Sentences | null = null;
  /** Words alone: the drawing comes when this ends. */
  @property({ attribute: false }) early = false;
  /** Logo path → `data:` URL. */
  @state() private pictures: ReadonlyMap<string, string> = new Map();
  @state() private drawing: typeof import("./drawing.ts") | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.early) return;
    if (changed.has("early")) void this.#loadDrawing();
    if (this.api && (changed.has("early") || changed.has("integrations"))) void this.#loadPictures(this.api);
  }

  async #loadDrawing(): Promise<void> {
    try {
      const drawing = await import("./drawing.ts");
      if (drawing.drawingStyles.styleSheet) this.shadowRoot?.adoptedStyleSheets.push(drawing.drawingStyles.styleSheet);
      this.drawing = drawing;
    } catch (error) {
      // The script did not come: the frame stays empty, the words say the same.
      if (!(error instanceof TypeError)) throw error;
    }
  }

  async #loadPictures(api: ApiClient): Promise<void> {
    const paths = this.#tools().map((tool) => tool?.logo_url);
    await Promise.all(
      paths.map(async (path) => {
        if (!path || this.pictures.has(path)) return;
        try {
          const picture = await api.logo(path);
          this.pictures = new Map(this.pictures).set(path, picture);
        } catch (error) {
          // The family's own sign stays in its place.
          if (!(error instanceof ApiError)) throw error;
        }
      }),
    );
  }

  /** One tool per family, a connected one if there is any. */
  #tools(): (Integration | undefined)[] {
    return sourceCategories.map((category) => {
      const family = this.integrations.filter((integration) => integration.category === category);
      return family.find(({ connections }) => connections.length > 0) ?? family[0];
    });
  }

  protected override render() {
    const { texts } = this;
    if (!texts) return null;
    const tools = this.#tools();
    const sources: Source[] = sourceCategories.map((category, row) => ({
      category,
      picture: this.pictures.get(tools[row]?.logo_url ?? "") ?? null,
    }));
    return html`<section class="intro" part="intro" aria-labelledby="title">
      <div class="words">
        <h2 id="title" part="intro-title">
          <span>${texts.t("page.intro.title.first")}</span>
          <span>${texts.t("page.intro.title.second")}</span>
        </h2>
        <p class="lead">${texts.t("page.intro.lead")}</p>
        <p class="more">
          <span>${texts.t("page.intro.keep")}</span>
          <span>${texts.t("page.intro.layer")}</span>
        </p>
        <button class="button why" type="button" aria-haspopup="dialog" @click=${this.#askWhy}>
          ${texts.t("page.intro.why")}
        </button>
      </div>
      <div class="picture">
        <svg class="drawing" viewBox="0 0 350 340" role="img" aria-label=${texts.t("page.intro.drawing")}>
          ${this.drawing?.drawing(sources)}
        </svg>
        ${outcomeList(texts)}
      </div>
    </section>`;
  }

  #askWhy(): void {
    this.dispatchEvent(new CustomEvent("why-requested", { bubbles: true, composed: true }));
  }
}
