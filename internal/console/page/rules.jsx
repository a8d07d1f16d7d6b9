import {useState} from "preact/hooks";
import {ask, has, of} from "./api.js";
import {Absent, Choice, Failure, Text, useEvery, useLoaded} from "./parts.jsx";

// Rules have the next matching requests of a world answered in another way.
export function Rules({contract, personas, world}) {
  const rules = useLoaded(async (signal) => await has("/worlds/{world}/rules") ? ask(of(world, "rules"), {signal}) : {absent: true}, [world]);
  const [error, setError] = useState(null);
  useEvery(2000, rules.again); // requests use them up
  if (rules.value?.absent) return <Absent what="rules" />;
  const act = async (path, options) => {
    try {
      await ask(path, options);
      setError(null);
    } catch (failed) {
      setError(failed);
    }
    rules.again();
  };
  const list = rules.value?.rules ?? [];
  return (
    <>
      <p class="lead">A rule answers the next requests that match it in the place of the world: to see what the app does when the server fails, is slow, or says no.</p>
      <Failure error={rules.error ?? error} />
      <div class="wide" tabIndex={0} role="region" aria-label="rules">
        <table class="stack">
          <thead><tr><th scope="col">Operation</th><th scope="col">Persona</th><th scope="col">Answer</th><th scope="col">Left</th><th scope="col">Do</th></tr></thead>
          <tbody>
            {list.map((r) => (
              <tr key={r.id}>
                <th scope="row">{named(contract, r.operation)}</th><td data-label="Persona">{r.persona || "anybody"}</td><td data-label="Answer">{answerOf(r.answer)}</td><td data-label="Left">{r.left} of {r.times}</td>
                <td><button type="button" class="small" aria-label={`delete rule ${r.id}`} onClick={() => act(of(world, "rules", r.id), {method: "DELETE"})}>delete</button></td>
              </tr>
            ))}
            {list.length === 0 && <tr><td colSpan={5} class="quiet">no rules in {world}</td></tr>}
          </tbody>
        </table>
      </div>
      <Add contract={contract} personas={personas} add={(rule) => act(of(world, "rules"), {method: "POST", body: rule})} />
    </>
  );
}

const named = (contract, id) => {
  const o = contract.operations.find((one) => one.id === id);
  return o ? `${o.method} ${o.path}` : id || "every operation";
};

function answerOf(answer = {}) {
  const parts = [];
  if (answer.drop) parts.push("the connection is dropped");
  if (answer.status) parts.push(`status ${answer.status}`);
  if (answer.example) parts.push(`example ${answer.example}`);
  if (answer.delay) parts.push(`after ${answer.delay}`);
  if (answer.body !== undefined) parts.push("a body of its own");
  if (!answer.drop && !answer.status && !answer.example && answer.body === undefined) parts.unshift("as the world answers");
  if (answer.headers) parts.push("headers of its own");
  return parts.join(", ");
}

function Add({contract, personas, add}) {
  const [operation, setOperation] = useState("");
  const [persona, setPersona] = useState("");
  const [times, setTimes] = useState("1");
  const [status, setStatus] = useState("");
  const [delay, setDelay] = useState("");
  const [body, setBody] = useState("");
  const [drop, setDrop] = useState(false);
  const [error, setError] = useState(null);
  const chosen = contract.operations.find((o) => o.id === operation);
  const statuses = [...new Set((chosen ? [chosen] : contract.operations).flatMap((o) => o.replies.map((r) => r.status)).filter((s) => /^\d+$/.test(s)))].sort();
  const submit = (e) => {
    e.preventDefault();
    const answer = {};
    if (drop) answer.drop = true;
    if (status) answer.status = Number(status);
    if (delay) answer.delay = delay;
    try {
      if (body.trim()) answer.body = JSON.parse(body);
    } catch (failed) {
      setError(new Error(`The body is not valid JSON: ${failed.message}`));
      return;
    }
    setError(null);
    const rule = {answer};
    if (operation) rule.operation = operation;
    if (persona) rule.persona = persona;
    if (times) rule.times = Number(times);
    add(rule);
  };
  return (
    <form onSubmit={submit} class="panel">
      <h2>Add a rule</h2>
      <div class="row">
        <Choice label="Operation" value={operation} onChange={setOperation} options={[{value: "", label: "every operation"}, ...contract.operations.map((o) => ({value: o.id, label: `${o.method} ${o.path}`}))]} />
        <Choice label="Of persona" value={persona} onChange={setPersona} options={[{value: "", label: "anybody"}, ...personas.map((p) => p.name)]} />
        <label class="field"><span>The next</span><input type="number" min="1" value={times} onInput={(e) => setTimes(e.currentTarget.value)} /></label>
      </div>
      <div class="row">
        <Choice label="Answer with status" value={status} onChange={setStatus} options={[{value: "", label: "as the world does"}, ...statuses]} />
        <Text label="After" value={delay} onChange={setDelay} placeholder="2s" size={6} />
        <label class="check"><input type="checkbox" checked={drop} onChange={(e) => setDrop(e.currentTarget.checked)} /> drop the connection</label>
      </div>
      <label class="field"><span>Body, JSON (of the document where it is empty)</span><textarea rows={3} value={body} onInput={(e) => setBody(e.currentTarget.value)} spellcheck={false} /></label>
      <button class="primary">Add the rule</button>
      <Failure error={error} />
    </form>
  );
}
