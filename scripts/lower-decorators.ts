/**
 * Lit's decorators cost a call for each property of each element. Its static `properties` and a getter say the same in a fraction: what is
 * shipped has these, what is read has the decorators.
 */
import { applyEdits, type Edit, isNode, listNodes, type Node, nodesIn } from "./source-edits.ts";

export function lowerDecorators(path: string, source: string): string {
  if (!source.includes("lit/decorators.js")) return source;
  const nodes = listNodes(path, source);
  const text = ({ start, end }: Node): string => source.slice(start, end);
  const edits: Edit[] = [];
  for (const { type, source: from, start, end } of nodes)
    if (type === "ImportDeclaration" && isNode(from) && from["value"] === "lit/decorators.js")
      edits.push({ start, end, text: "" });
  for (const body of nodes.filter(({ type }) => type === "ClassBody")) {
    const properties: string[] = [];
    for (const member of nodesIn(body["body"]))
      for (const decorator of nodesIn(member["decorators"])) {
        const { expression } = decorator;
        const { key } = member;
        if (!isNode(expression) || !isNode(expression["callee"]) || !isNode(key))
          throw new Error(`${path}: ${text(decorator)} is none of Lit's decorators`);
        const [argument] = nodesIn(expression["arguments"]);
        const name = text(expression["callee"]);
        if (name === "query" && argument) {
          const getter = `get ${text(key)}(){return this.renderRoot.querySelector(${text(argument)})}`;
          edits.push({ start: member.start, end: member.end, text: getter });
        } else {
          properties.push(`${text(key)}:${optionsOf(name, argument && text(argument))}`);
          edits.push({ start: decorator.start, end: decorator.end, text: "" });
        }
      }
    if (properties.length > 0)
      edits.push({ start: body.start + 1, end: body.start + 1, text: `static properties={${properties.join()}};` });
  }
  return applyEdits(source, edits);
}

function optionsOf(decorator: string, argument: string | undefined): string {
  if (decorator === "property") return argument ?? "{}";
  if (decorator === "state" && argument === undefined) return "{state:true}";
  throw new Error(`no way to lower @${decorator}(${argument ?? ""})`);
}
