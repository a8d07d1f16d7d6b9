import {useState} from "preact/hooks";
import {ask, of} from "./api.js";
import {Absent, Choice, Failure, Text, useEvery, useLoaded} from "./parts.jsx";
import {Records} from "./records.jsx";

// Worlds lists the states that are apart from each other, and what one holds.
export function Worlds({contract, world, setWorld, morePersonas}) {
  const worlds = useLoaded((signal) => ask("/worlds", {signal}), []);
  const [error, setError] = useState(null);
  const [said, setSaid] = useState("");
  const [turn, setTurn] = useState(0);
  useEvery(5000, worlds.again); // tests make some meanwhile
  if (worlds.error?.status === 404) return <Absent what="worlds to look at" />;
  const list = worlds.value?.worlds ?? [];
  const current = list.find((w) => w.name === world);
  // act does something to worlds, says that it is done, and looks again.
  const act = async (what, path, options) => {
    try {
      await ask(path, options);
      setError(null);
      setSaid(what);
    } catch (failed) {
      setError(failed);
      setSaid("");
    }
    worlds.again();
    morePersonas();
    setTurn((t) => t + 1);
  };
  return (
    <>
      <p class="lead">A world has its own records, tokens, log-ins and clock. A test names its world in the header <code>Rolecall-World</code>; this page acts on the one that is in use.</p>
      <Failure error={worlds.error ?? error} />
      <p role="status" class="said">{said}</p>
      <div class="wide" tabIndex={0} role="region" aria-label="worlds">
        <table class="stack">
          <thead><tr><th scope="col">World</th><th scope="col">Records</th><th scope="col">Clock</th><th scope="col">Last used</th><th scope="col">Do</th></tr></thead>
          <tbody>
            {list.map((w) => (
              <tr key={w.name} class={w.name === world ? "chosen" : ""}>
                <th scope="row">{w.name}{w.name === world && <span class="quiet"> in use</span>}</th>
                <td data-label="Records">{Object.entries(w.records).map(([name, n]) => `${n} ${name}`).join(", ")}</td>
                <td data-label="Clock">{clock(w.clock)}</td>
                <td data-label="Last used">{w.used ? time(w.used) : ""}</td>
                <td class="buttons">
                  {w.name !== world && <button type="button" class="small" aria-label={`use ${w.name}`} onClick={() => setWorld(w.name)}>use</button>}
                  <button type="button" class="small" aria-label={`reset ${w.name}`} onClick={() => act(`${w.name} is as it began.`, of(w.name, "reset"), {method: "POST"})}>reset</button>
                  {w.name !== "default" && (
                    <button type="button" class="small" aria-label={`delete ${w.name}`} onClick={() => { if (w.name === world) setWorld("default"); act(`${w.name} is gone.`, of(w.name), {method: "DELETE"}); }}>delete</button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="split even">
        <Fork world={world} act={act} />
        {current && <State world={current} act={act} />}
      </div>
      {contract.collections.length > 0 && <Records contract={contract} world={world} turn={turn} changed={worlds.again} />}
    </>
  );
}

const time = (text) => new Date(text).toLocaleTimeString();

const clock = (c) => c ? `${new Date(c.now).toLocaleString()}${c.frozen ? ", stopped" : ""}` : "";

function Fork({world, act}) {
  const [name, setName] = useState("");
  const [from, setFrom] = useState("this");
  const submit = (e) => {
    e.preventDefault();
    act(`${name || "a world"} is there.`, "/worlds", {method: "POST", body: {name: name || undefined, from: from === "this" ? world : undefined}});
    setName("");
  };
  return (
    <form onSubmit={submit} class="panel">
      <h2>Fork</h2>
      <div class="row">
        <Text label="Name" value={name} onChange={setName} placeholder="one is given if left empty" pattern="[A-Za-z0-9._\-]{1,64}" />
        <Choice label="Begins as" value={from} onChange={setFrom} options={[{value: "this", label: `${world} is now`}, {value: "seed", label: "the mock began"}]} />
        <button class="primary">Fork</button>
      </div>
    </form>
  );
}

// State has the clock and the snapshots of the world in use.
function State({world, act}) {
  const [snapshot, setSnapshot] = useState("");
  const [now, setNow] = useState("");
  const [advance, setAdvance] = useState("1h");
  const tell = (what, body) => act(what, of(world.name, "clock"), {method: "PUT", body});
  return (
    <section class="panel" aria-label={`clock and snapshots of ${world.name}`}>
      <h2>Clock and snapshots of {world.name}</h2>
      <div class="row">
        <button type="button" onClick={() => tell(world.clock.frozen ? "The clock runs." : "The clock stands still.", {frozen: !world.clock.frozen})}>{world.clock.frozen ? "let it run" : "stop it"}</button>
        <Text label="Move by" value={advance} onChange={setAdvance} size={6} />
        <button type="button" onClick={() => tell(`The clock is moved by ${advance}.`, {advance})}>move</button>
        <label class="field"><span>Set to</span><input type="datetime-local" value={now} onInput={(e) => setNow(e.currentTarget.value)} /></label>
        <button type="button" disabled={!now} onClick={() => tell("The clock is set.", {now: new Date(now).toISOString()})}>set</button>
      </div>
      <form class="row" onSubmit={(e) => { e.preventDefault(); act(`The snapshot ${snapshot} is kept.`, of(world.name, "snapshots"), {method: "POST", body: {name: snapshot}}); setSnapshot(""); }}>
        <Text label="Snapshot" value={snapshot} onChange={setSnapshot} placeholder="name" />
        <button disabled={!snapshot}>keep</button>
      </form>
      <ul class="plain">
        {world.snapshots.map((s) => (
          <li key={s}>
            <b>{s}</b>{" "}
            <button type="button" class="small" aria-label={`restore ${s}`} onClick={() => act(`${world.name} is as it was at ${s}.`, of(world.name, "snapshots", s, "restore"), {method: "POST"})}>restore</button>{" "}
            <button type="button" class="small" aria-label={`forget ${s}`} onClick={() => act(`${s} is forgotten.`, of(world.name, "snapshots", s), {method: "DELETE"})}>forget</button>
          </li>
        ))}
      </ul>
    </section>
  );
}
