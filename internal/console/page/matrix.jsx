import {useEffect, useMemo, useRef, useState} from "preact/hooks";
import {decide, needs, who} from "./access.js";
import {Choice, Method, Text, useNarrow} from "./parts.jsx";
import {go} from "./place.js";

// Matrix shows who may call each operation and write each member, and says why.
export function Matrix({contract, personas, about}) {
  const [members, setMembers] = useState(false);
  const [find, setFind] = useState("");
  const [one, setOne] = useState(about.persona ?? "");
  const narrow = useNarrow();
  useEffect(() => setOne(about.persona ?? ""), [about.persona]);
  const rows = useMemo(() => rowsOf(contract, members, find), [contract, members, find]);
  const shown = useMemo(() => one || narrow ? personas.filter((p) => p.name === (one || personas[0]?.name)) : personas, [one, narrow, personas]);
  const [at, setAt] = useState({row: 0, column: 0});
  useEffect(() => setAt({row: 0, column: 0}), [rows, shown.length]);
  if (personas.length === 0) return <p class="quiet">This contract asks for no token: whoever calls is granted everything.</p>;
  const row = rows[Math.min(at.row, rows.length - 1)];
  const persona = shown[Math.min(at.column, shown.length - 1)];
  const choices = [...(narrow ? [] : [{value: "", label: "all personas"}]), ...personas.map((p) => ({value: p.name, label: p.name}))];
  return (
    <>
      <p class="lead">Who may, with a good token and the headers that are asked for. Choose a cell to see why.</p>
      <div class="row">
        <Choice label="Persona" value={one || (narrow ? personas[0].name : "")} onChange={setOne} options={choices} />
        <Text label="Find" value={find} onChange={setFind} placeholder="path, method or name" type="search" />
        <label class="check"><input type="checkbox" checked={members} onChange={(e) => setMembers(e.currentTarget.checked)} /> members of bodies</label>
      </div>
      <div class="split close">
        <Grid rows={rows} personas={shown} at={at} choose={setAt} />
        {row && persona && <Why contract={contract} personas={personas} persona={persona} {...row} />}
      </div>
      {rows.length === 0 && <p class="quiet">Nothing is called so.</p>}
    </>
  );
}

function rowsOf(contract, members, find) {
  const word = find.toLowerCase();
  const rows = [];
  for (const operation of contract.operations) {
    const hit = `${operation.method} ${operation.path} ${operation.id} ${operation.summary ?? ""}`.toLowerCase().includes(word);
    if (!hit) continue;
    rows.push({operation});
    if (members) for (const member of operation.members) rows.push({operation, member});
  }
  return rows;
}

// Grid is walked with the arrow keys: one cell of it is in the order of the tab key.
function Grid({rows, personas, at, choose}) {
  const table = useRef();
  const focus = (row, column) => {
    const next = {row: Math.max(0, Math.min(rows.length - 1, row)), column: Math.max(0, Math.min(personas.length - 1, column))};
    choose(next);
    table.current?.querySelector(`[data-cell="${next.row} ${next.column}"]`)?.focus();
  };
  const keys = (e) => {
    const step = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]}[e.key];
    if (e.key === "Home") focus(at.row, 0);
    else if (e.key === "End") focus(at.row, personas.length - 1);
    else if (step) focus(at.row + step[0], at.column + step[1]);
    else return;
    e.preventDefault();
  };
  return (
    <div class="wide" tabIndex={0} role="region" aria-label="who may do what">
      <table class="matrix" role="grid" aria-label="who may do what" ref={table} onKeyDown={keys}>
        <thead>
          <tr>
            <th scope="col">Operation</th>
            {personas.map((p) => <th key={p.name} scope="col" class={personas.length > 1 ? "turned" : ""}><span>{p.name}</span></th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map(({operation, member}, r) => (
            <Row key={operation.method + operation.path + (member?.pointer ?? "")} operation={operation} member={member} personas={personas} row={r}
              column={at.row === r ? at.column : -1} choose={choose} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

// Row is made anew only where something in it changes: a matrix may have 10,000 cells.
function Row({operation, member, personas, row, column, choose}) {
  return useMemo(() => (
    <tr class={member ? "member" : ""}>
      <th scope="row">
        {member ? <code>{member.others ? "any other member" : member.pointer}</code> : <><Method name={operation.method} /> <span class="path">{operation.path}</span></>}
      </th>
      {personas.map((p, c) => {
        const {may, why} = decide(p, operation, member);
        const chosen = column === c;
        const now = () => choose({row, column: c});
        return (
          <td key={p.name} role="gridcell" aria-selected={chosen} data-cell={`${row} ${c}`} tabIndex={chosen ? 0 : -1} class={may ? "may" : "not"}
            title={why} aria-label={`${p.name}: ${may ? "may" : "may not"}`} onClick={now} onFocus={now}>
            <span aria-hidden="true">{may ? "●" : "–"}</span>
          </td>
        );
      })}
    </tr>
  ), [operation, member, personas, row, column, choose]);
}

// Why explains one cell.
function Why({contract, personas, persona, operation, member}) {
  const {may, why} = decide(persona, operation, member);
  const rule = (member || !operation.access.public) && contract.requirements.find((q) => q.id === (member ? member.rule : operation.access.rule));
  const others = who(personas, operation, member);
  const {headers, schemes} = operation.access;
  return (
    <aside class="why" aria-live="polite" aria-label="why">
      <h2>{persona.name} <span class={may ? "may" : "not"}>{may ? "may" : "may not"}</span></h2>
      <p><Method name={operation.method} /> <span class="path">{operation.path}</span>{member && <> member <code>{member.pointer}</code></>}</p>
      <p>{why}</p>
      <dl>
        <dt>Needs</dt>
        <dd>
          {operation.access.public ? "nothing" : schemes.length > 0 ? "a token" : "no token"}
          {headers.map((h) => <span key={h.name}>, <code>{h.name}: {h.value}</code></span>)}
          {needs(member ? member.ways : operation.access.ways) && <>, and {needs(member ? member.ways : operation.access.ways)}</>}
        </dd>
        {rule && <><dt>Rule</dt><dd><b>{rule.id}</b> ({rule.level}) {rule.text}</dd></>}
        <dt>May</dt>
        <dd>{others.length === personas.length ? "all personas" : others.map((p) => p.name).join(", ") || "none of the personas"}</dd>
        <dt>Stands at</dt>
        <dd>{contract.file}, line {operation.line}</dd>
      </dl>
      <button type="button" class="primary" onClick={() => go("try", {operation: operation.id, persona: persona.name})}>Try it as {persona.name}</button>
    </aside>
  );
}
