/** A GraphQL endpoint over HTTP for the simulators of providers that have one. */
import { type GraphQLError, type GraphQLSchema, graphql } from "graphql";
import { z } from "zod";

const graphqlRequest = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).nullish() });

export interface GraphqlAnswer {
  readonly data: unknown;
  readonly errors: readonly GraphQLError[];
}

/** Undefined: the body is not a GraphQL request. */
export async function answerGraphql(
  schema: GraphQLSchema,
  root: Readonly<Record<string, unknown>>,
  request: Request,
): Promise<GraphqlAnswer | undefined> {
  const body = graphqlRequest.safeParse(await request.json().catch(() => undefined));
  if (!body.success) return undefined;
  const variables = body.data.variables ?? {};
  const result = await graphql({ schema, rootValue: root, source: body.data.query, variableValues: variables });
  return { data: result.data ?? null, errors: result.errors ?? [] };
}
