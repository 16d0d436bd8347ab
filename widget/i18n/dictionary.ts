/** Shape of a dictionary: sections of messages. French is the reference, every other language follows its keys. */

/** Forms of `Intl.PluralRules`, chosen by the parameter `count`. */
export interface Plural {
  readonly zero?: string;
  readonly one?: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}

/** Text with `{name}` places, or one text per plural form. Plain spaces: the typesetting is added on the way out. */
export type Message = string | Plural;

export type Section = Readonly<Record<string, Message>>;

/** The same keys as `Reference`, with a plural where the reference has one. */
export type SectionLike<Reference extends Section> = {
  readonly [Key in keyof Reference]: Reference[Key] extends string ? string : Plural;
};
