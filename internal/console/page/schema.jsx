import {Said} from "./parts.jsx";

// typeOf says in few words what a value is.
export function typeOf(schema) {
  const type = schema.items ? `list of ${schema.items.type || "anything"}` : schema.type || "anything";
  return [type, schema.format, schema.enum && schema.enum.length <= 8 && `one of ${schema.enum.join(", ")}`, schema.bounds].filter(Boolean).join(", ");
}

// Members are the members of an object, those below it indented.
export function Members({schema, caption}) {
  const rows = [];
  const add = (members, depth) => {
    for (const m of members ?? []) {
      rows.push({m, depth});
      add(m.members ?? m.items?.members, depth + 1);
    }
  };
  add(schema.members ?? schema.items?.members, 0);
  if (rows.length === 0) return <p class="quiet">{typeOf(schema)}</p>;
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption class="unseen">{caption}</caption>
        <thead><tr><th scope="col">Member</th><th scope="col">Type</th><th scope="col">Says</th></tr></thead>
        <tbody>
          {rows.map(({m, depth}, i) => (
            <tr key={i}>
              <th scope="row" class={`deep${Math.min(depth, 5)}`}><code>{m.name}</code>{m.required && <span class="quiet" title="required"> *</span>}</th>
              <td>{typeOf(m)}{m.readOnly && ", read only"}{m.writeOnly && ", write only"}</td>
              <td><Said text={m.description} />{m.pattern && <> <code>{m.pattern}</code></>}{m.default !== undefined && m.default !== null && <> default <code>{JSON.stringify(m.default)}</code></>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
