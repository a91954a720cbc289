// Asks a SPARQL service through Comunica; prints each row as JSON. Arguments: address, query.
import { QueryEngine } from "@comunica/query-sparql";

const [address, query] = process.argv.slice(2);
const bindings = await new QueryEngine().queryBindings(query, {
  sources: [{ type: "sparql", value: address }],
});
for (const row of await bindings.toArray()) {
  const entries = [...row].map(([variable, term]) => [variable.value, term.value]);
  console.log(JSON.stringify(Object.fromEntries(entries)));
}
