import {ask} from "./api.js";
import {Copy, Failure, useEvery, useLoaded} from "./parts.jsx";

// Findings are what a proxy holds against the server and its clients so far.
export function Findings() {
  const loaded = useLoaded((signal) => ask("/report", {signal}), []);
  useEvery(2000, loaded.again);
  const report = loaded.value;
  if (!report) return <Failure error={loaded.error} />;
  return (
    <>
      <p class="lead">
        <b>{report.target}</b> before {report.contract}: <b>{report.verdict}</b>{report.reason && `, ${report.reason}`}.{" "}
        <span role="status">{report.requests} requests, {report.judged} judged, {report.unanswered} not answered.</span>
      </p>
      <div class="wide" tabIndex={0} role="region" aria-label="findings">
        <table class="stack">
          <thead><tr><th scope="col">Whose</th><th scope="col">Rule</th><th scope="col">Operation</th><th scope="col">What</th><th scope="col">Times</th><th scope="col">Request to paste</th></tr></thead>
          <tbody>
            {report.findings.map((f, i) => (
              <tr key={i}>
                <th scope="row"><span class={f.of === "server" ? "fault" : "quiet"}>{f.of}</span></th>
                <td data-label="Rule" title={f.sentence}>{f.requirement && <b>{f.requirement}</b>} <span class="quiet">{f.level}</span></td>
                <td data-label="Operation" class="path">{f.operation}</td>
                <td data-label="What">want {f.expected}, got <code>{f.got}</code> <span class="quiet">{f.place}</span></td>
                <td data-label="Times">{f.count}</td>
                <td><Copy text={f.curl} label="curl" what={`curl line of finding ${i + 1}`} /></td>
              </tr>
            ))}
            {report.findings.length === 0 && <tr><td colSpan={6} class="quiet">nothing was found</td></tr>}
          </tbody>
        </table>
      </div>
      <details class="panel">
        <summary>Not asked yet: {report.unasked.length} operations</summary>
        <ul class="plain">{report.unasked.map((one) => <li key={one} class="path">{one}</li>)}</ul>
      </details>
    </>
  );
}
