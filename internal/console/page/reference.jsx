import {useEffect, useState} from "preact/hooks";
import {control} from "./api.js";
import {needs} from "./access.js";
import {Method, Said, Text} from "./parts.jsx";
import {go} from "./place.js";
import {Members, typeOf} from "./schema.jsx";

// Reference is the document to read: operations, what is stored, and the rules.
export function Reference({contract, about}) {
  const [find, setFind] = useState("");
  const word = find.toLowerCase();
  const operations = contract.operations.filter((o) => `${o.method} ${o.path} ${o.id} ${o.summary ?? ""} ${o.tags.join(" ")}`.toLowerCase().includes(word));
  const rules = contract.requirements.filter((q) => `${q.id} ${q.text}`.toLowerCase().includes(word));
  useEffect(() => {
    if (about.rule) document.getElementById("rule-" + about.rule)?.scrollIntoView();
  }, [about.rule]);
  return (
    <>
      {contract.description && <p class="lead"><Said text={contract.description} /></p>}
      <div class="row">
        <Text label="Find" type="search" value={find} onChange={setFind} placeholder="path, name, rule" />
        <p class="quiet">{contract.file} · <a href={control + "/document"} target="_blank" rel="noreferrer">the document as JSON</a></p>
      </div>
      <h2>Operations</h2>
      {operations.map((o) => <Operation key={o.method + o.path} operation={o} open={about.operation === o.id} />)}
      {contract.collections.length > 0 && <h2>What is stored</h2>}
      {contract.collections.map((c) => (
        <details key={c.name} class="panel">
          <summary><b>{c.name}</b> <span class="quiet">{c.schema}, by its {c.id}{c.callers ? "; tokens stand for these" : ""}</span></summary>
          <Members schema={{members: c.members}} caption={`members of ${c.name}`} />
        </details>
      ))}
      <h2>Rules</h2>
      <div class="wide" tabIndex={0} role="region" aria-label="rules">
        <table>
          <thead><tr><th scope="col">Rule</th><th scope="col">Level</th><th scope="col">Sentence</th></tr></thead>
          <tbody>{rules.map((q) => <tr key={q.id} id={"rule-" + q.id} class={about.rule === q.id ? "chosen" : ""}><th scope="row">{q.id}</th><td>{q.level}</td><td><Said text={q.text} /></td></tr>)}</tbody>
        </table>
      </div>
    </>
  );
}

function Operation({operation: o, open}) {
  const [opened, setOpened] = useState(open);
  return (
    <details class="panel" open={open} onToggle={(e) => setOpened(e.currentTarget.open)}>
      <summary><Method name={o.method} /> <span class="path">{o.path}</span> <span class="quiet">{o.summary}</span></summary>
      {opened && <Whole operation={o} />}
    </details>
  );
}

function Whole({operation: o}) {
  const {access} = o;
  return (
    <>
      {o.description && <p><Said text={o.description} /></p>}
      <p>
        {access.public ? "Anybody may." : <>Needs a token{access.headers.map((h) => <span key={h.name}>, <code>{h.name}: {h.value}</code></span>)}{needs(access.ways) && <>, and {needs(access.ways)}</>}.</>}
        {" "}<button type="button" class="small" aria-label={`try it: ${o.method} ${o.path}`} onClick={() => go("try", {operation: o.id})}>try it</button>
      </p>
      {o.parameters.length > 0 && (
        <div class="wide" tabIndex={0} role="region" aria-label={`parameters of ${o.method} ${o.path}`}>
          <table>
            <thead><tr><th scope="col">Parameter</th><th scope="col">In</th><th scope="col">Type</th><th scope="col">Says</th></tr></thead>
            <tbody>
              {o.parameters.map((p) => (
                <tr key={p.in + p.schema.name}>
                  <th scope="row"><code>{p.schema.name}</code>{p.schema.required && <span class="quiet" title="required"> *</span>}</th>
                  <td>{p.in}</td><td>{typeOf(p.schema)}{p.repeatable && ", several"}</td><td><Said text={p.description} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {o.body && <><h3>Body <span class="quiet">{o.body.mediaType}{o.body.required ? ", required" : ""}</span></h3><Members schema={o.body.schema} caption={`body of ${o.method} ${o.path}`} /></>}
      <h3>Replies</h3>
      <ul class="replies">
        {o.replies.map((r) => (
          <li key={r.status + r.mediaType}>
            {r.schema?.members || r.schema?.items?.members ? (
              <details><summary><b>{r.status}</b> <Said text={r.description} /> <span class="quiet">{r.mediaType}</span></summary><Members schema={r.schema} caption={`reply ${r.status} of ${o.method} ${o.path}`} /></details>
            ) : <><b>{r.status}</b> <Said text={r.description} /> <span class="quiet">{r.mediaType}</span></>}
          </li>
        ))}
      </ul>
    </>
  );
}
