// What a persona may, and why: the contract lists the ways, any of which grants.

export const holds = (persona, way) => way.every((permission) => persona.permissions.includes(permission));

// decide says whether a persona may call an operation, or write a member of its
// body, with the headers that the operation asks for.
export function decide(persona, operation, member) {
  if (member?.forbidden) return {may: false, why: "Nobody may write this member here."};
  const ways = member ? member.ways : operation.access.ways;
  if (!member && operation.access.public) return {may: true, why: "Anybody may, without a token."};
  if (!persona) return {may: false, why: "It needs a token, and nobody sends none."};
  if (persona.disabled) return {may: false, why: `${persona.name} is disabled: the token stands for nobody.`};
  if (ways.length === 0) return {may: true, why: member ? "Whoever may call the operation may write it." : "Anybody may."};
  const granted = ways.find((way) => holds(persona, way));
  if (granted) {
    return {may: true, why: granted.length === 0 ? "A token is enough; no permission is asked for." : `${persona.name} has ${listed(granted)}.`};
  }
  const off = persona.inactivePermissions ?? [];
  const asleep = ways.find((way) => way.every((permission) => persona.permissions.includes(permission) || off.includes(permission)));
  if (asleep) return {may: false, why: `${persona.name} would have ${listed(asleep)}, but its role is switched off.`};
  return {may: false, why: `${persona.name} lacks ${needs(ways)}.`};
}

export const listed = (names) => names.join(" and ");

export const needs = (ways) => [...new Set(ways.map(listed))].join(", or ");

// who lists the personas that may.
export const who = (personas, operation, member) => personas.filter((p) => decide(p, operation, member).may);

// The stages of a request, in their order, with the statuses of their refusals.
export const stages = [
  {name: "route", says: "Which operation is it?", refuses: [404, 405]},
  {name: "caller", says: "Who sends the token?", refuses: [401]},
  {name: "admission", says: "May they call it?", refuses: [403]},
  {name: "body", says: "Can the body be read?", refuses: [400, 408, 413, 415]},
  {name: "members", says: "May they write each member?", refuses: [403]},
  {name: "schema", says: "Do parameters and body fit?", refuses: [400, 422]},
  {name: "action", says: "Is there such a record, and room for it?", refuses: [404, 409]},
  {name: "reply", says: "The answer", refuses: []},
];

// stageOf is where a request was refused, "reply" where it was not. The mock says so
// in a header; what has none is told by status and problem.
export function stageOf(status, problem, said, known) {
  if (said && stages.some((s) => s.name === said)) return said;
  if (status < 400) return "reply";
  const pointed = problem?.errors?.some?.((e) => e.pointer !== undefined);
  switch (status) {
    case 405: return "route";
    case 404: return known ? "action" : "route";
    case 401: return "caller";
    case 403: return pointed ? "members" : "admission";
    case 408: case 413: case 415: return "body";
    case 400: case 422: return problem?.errors ? "schema" : "body";
    case 409: return "action";
  }
  return "action";
}
