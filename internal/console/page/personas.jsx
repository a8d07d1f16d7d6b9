import {useState} from "preact/hooks";
import {ask, of} from "./api.js";
import {Copy, Failure} from "./parts.jsx";
import {go} from "./place.js";
import {curlOf, fetchOf, requestOf} from "./request.js";

// Personas lists who there is, with what to paste to be one of them.
export function Personas({contract, personas, morePersonas, world}) {
  if (personas.length === 0) return <p class="quiet">This contract asks for no token: there are no personas.</p>;
  return (
    <>
      <p class="lead">A persona is a caller with given rights. Switch persona by sending another token; nothing else changes.</p>
      <div class="wide" tabIndex={0} role="region" aria-label="personas">
        <table class="stack">
          <thead><tr><th scope="col">Persona</th><th scope="col">May</th><th scope="col">Token</th><th scope="col">Request to paste</th></tr></thead>
          <tbody>{personas.map((p) => <Row key={p.name} contract={contract} persona={p} world={world} />)}</tbody>
        </table>
      </div>
      {contract.permissions.length > 0 && <Mint contract={contract} world={world} done={morePersonas} />}
    </>
  );
}

function Row({contract, persona, world}) {
  const request = exampleFor(contract, persona, world);
  return (
    <tr>
      <th scope="row"><a href={"#/matrix?persona=" + encodeURIComponent(persona.name)}>{persona.name}</a></th>
      <td data-label="May"><Rights persona={persona} /></td>
      <td class="token" data-label="Token"><code>{persona.token}</code> <Copy text={persona.token} label="copy" what={`token of ${persona.name}`} /></td>
      <td class="buttons">
        {request && <Copy text={curlOf(request)} label="curl" what={`curl line of ${persona.name}`} />}
        {request && <Copy text={fetchOf(request)} label="fetch" what={`fetch call of ${persona.name}`} />}
        <button type="button" class="small" aria-label={`try it as ${persona.name}`} onClick={() => go("try", {persona: persona.name})}>try it</button>
      </td>
    </tr>
  );
}

export function Rights({persona}) {
  if (persona.disabled) return <span class="quiet">nothing: its user is disabled</span>;
  if (persona.permissions.length > 0) return <>{persona.permissions.map((p, i) => <span key={p}>{i > 0 && " "}<code>{p}</code></span>)}</>;
  if (persona.inactivePermissions?.length > 0) return <span class="quiet">nothing more than its own: its role is switched off</span>;
  return <span class="quiet">what a token is enough for</span>;
}

// exampleFor is the first read that a persona may do without a key in the path.
function exampleFor(contract, persona, world) {
  const reads = contract.operations.filter((o) => o.method === "GET" && !o.path.includes("{"));
  const may = (o) => o.access.public || o.access.ways.length === 0 || o.access.ways.some((way) => way.every((p) => persona.permissions.includes(p)));
  const operation = reads.findLast((o) => may(o) && !o.access.public && o.action === "list") ?? reads.find((o) => may(o) && !o.access.public) ?? reads[0];
  return operation && requestOf(contract, operation, {token: persona.token, values: {}, headers: {}, body: "", world});
}

// Mint makes a persona with rights of its own.
function Mint({contract, world, done}) {
  const [name, setName] = useState("");
  const [rights, setRights] = useState([]);
  const [error, setError] = useState(null);
  const [made, setMade] = useState("");
  const submit = async (e) => {
    e.preventDefault();
    try {
      const persona = await ask(of(world, "personas"), {method: "POST", body: {name: name || undefined, permissions: rights}});
      setError(null);
      setMade(`${persona.name} is there, with the token ${persona.token}.`);
      setName("");
      setRights([]);
      done();
    } catch (failed) {
      setError(failed);
      setMade("");
    }
  };
  const toggle = (p) => setRights(rights.includes(p) ? rights.filter((r) => r !== p) : [...rights, p]);
  return (
    <details class="panel">
      <summary>Mint a persona with other rights</summary>
      <form onSubmit={submit}>
        <label class="field"><span>Name</span><input value={name} onInput={(e) => setName(e.currentTarget.value)} placeholder="of its rights, if left empty" autocomplete="off" /></label>
        <fieldset>
          <legend>Permissions</legend>
          <div class="checks">
            {contract.permissions.map((p) => (
              <label key={p}><input type="checkbox" checked={rights.includes(p)} onChange={() => toggle(p)} /> <code>{p}</code></label>
            ))}
          </div>
        </fieldset>
        <button class="primary">Mint</button>
        <Failure error={error} />
        <p role="status">{made}</p>
      </form>
    </details>
  );
}
