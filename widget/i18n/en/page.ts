/** English of the page half; same keys as the French reference. */
import type { SectionLike } from "../dictionary.ts";
import type { lists } from "../fr/lists.ts";
import type { page as reference } from "../fr/page.ts";

export const page: SectionLike<typeof reference & typeof lists> = {
  "time.now": "just now",

  "intro.title.first": "Connect your tools.",
  "intro.title.second": "Centralise your performance.",
  "intro.lead":
    "Linking your CRM, your booking system or your database to SpeedAI turns every call into data you can act on.",
  "intro.keep": "You keep the tools you have.",
  "intro.layer":
    "SpeedAI adapts to your environment and becomes the intelligent layer that unifies, secures and improves your business.",
  "intro.why": "Why connect my CRM?",
  "intro.drawing":
    "Diagram: your tools flow into SpeedAI; every call comes out as a caller recognised, a call logged, a booking linked.",
  "intro.outcome.caller": "Caller recognised",
  "intro.outcome.call": "Call logged",
  "intro.outcome.booking": "Booking linked",

  "why.title": "Why connect my CRM?",
  "why.lead": "A call is worth what your team can do with it next. Linked to your tools, it is no longer lost.",
  "why.centralisation.title": "Centralisation",
  "why.centralisation.text":
    "Customer record, booking and order meet around the number that calls: the agent picks up knowing who is on the line.",
  "why.visibility.title": "Visibility",
  "why.visibility.text":
    "Every call is written to your CRM with its reason and its outcome. Your team reads it where they already work.",
  "why.automation.title": "Automation",
  "why.automation.text":
    "“A table for four, Thursday at 8” becomes a booking and an up-to-date record, with no retyping and no forgotten call-back.",
  "why.roi.title": "Measurable ROI",
  "why.roi.text":
    "The call stays attached to the booking or sale that follows: you see what each call brings in, in euros.",
  "why.close": "Close",

  "search.label": "Search integrations",
  "search.placeholder": "Search for a tool or a use…",
  "search.clear": "Clear search",
  "search.shortcut": "Press / to search",
  "search.results": { one: "{count} integration found", other: "{count} integrations found" },
  "filter.label": "Filter by category",
  "filter.all": "All",
  "filter.crm": "CRM",
  "filter.restaurant": "Restaurant",
  "filter.hotel": "Hotels",
  "filter.ecommerce": "E-commerce",
  "filter.database": "Data",
  "filter.custom": "Custom",

  "category.crm": "General CRM",
  "category.restaurant": "Restaurant & Hospitality",
  "category.hotel": "Hotels",
  "category.ecommerce": "E-commerce",
  "category.database": "Databases",
  "category.custom": "Custom",
  "section.connected": "Connected",

  "badge.standard": "Standard",
  "badge.premium": "Premium",
  "badge.custom": "Bespoke",
  "badge.label": "{badge} integration",

  "status.pending": "In progress",
  "status.connected": "Connected",
  "status.expired": "Expired",
  "status.error": "Error",
  "status.action_required": "Action required",

  "action.connect": "Connect",
  "action.connect.label": "Connect {name}",
  "action.add": "Add",
  "action.add.label": "Add a {name} account",
  "action.reconnect": "Reconnect",
  "action.reconnect.label": "Reconnect {name}",
  "action.fix": "Fix",
  "action.fix.label": "Fix {name}",
  "action.manage": "Manage",
  "action.manage.label": "Manage {name}",
  "action.resume": "Resume",
  "action.resume.label": "Resume connecting {name}",
  "action.view": "View",
  "action.view.label": "View {name}",

  "card.checked": "Checked {when}",
  "card.checked.label": "Last check: {date}",
  "card.unchecked": "Not checked yet",
  "card.since": "Since {when}",
  "card.accounts": { one: "{count} account", other: "{count} accounts" },
  "card.accounts.label": { one: "{count} account connected", other: "{count} accounts connected" },
  "card.unavailable": "Unavailable",
  "card.unavailable.label": "{name}, unavailable",
  "card.unavailable.oauth_client_missing": "SpeedAI has not registered its access with {name} yet.",
  "card.unavailable.inbound_mail_missing": "Receiving e-mails is not open on this workspace yet.",
  "card.unavailable.adapter_missing": "The link to {name} is not open on this workspace yet.",
  "history.label": { one: "{count} check, {failed} failed", other: "Last {count} checks, {failed} failed" },
  "history.none": "No checks yet",

  "attention.title": {
    one: "{count} connection needs your attention.",
    other: "{count} connections need your attention.",
  },
  "attention.which": "{name} since {when}",
  "attention.show": "Show",
  "attention.next": "Next",

  "state.loading": "Loading integrations…",
  "state.retry": "Try again",
  "state.offline.title": "You are offline.",
  "state.offline.text": "Your connections keep working. The page updates itself when the network is back.",
  "state.session.title": "Your session has ended.",
  "state.session.text": "Reload the page or sign in to your workspace again to continue.",
  "state.failed.title": "The integrations cannot be shown.",
  "state.failed.text": "The service does not answer. Your connections are not affected; try again in a moment.",
  "state.stale": "The service does not answer: what you see dates from the last refresh.",
  "state.resume": "The connection could not go on where it stopped. Start again from the tool’s card.",
  "state.resume.close": "Hide this message",
  "state.failed.request": "Reference {id}",
  "state.forbidden.title": "This page is not allowed here.",
  "state.forbidden.text": "The address of this page is not among those your workspace allows.",
  "state.none.title": "No tool matches “{query}”.",
  "state.none.text": "Try another word, or link it through a custom API or a webhook.",
  "state.none.category": "No tool in this category matches “{query}”.",
  "state.none.all": "Search all categories",
  "state.empty.title": "No integration is open on this workspace.",
  "state.empty.text": "Your SpeedAI contact can open some for you.",

  "live.status": "{name}: {status}",
  "live.removed": "{name}: connection removed",

  "rule.first": "The exact integration depends on your business environment and your existing tools.",
  "rule.second": "Our team adapts SpeedAI to your stack to guarantee performance and reliability.",
};
