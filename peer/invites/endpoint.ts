import type { InviteProblem } from '../behaviour.js';
import type { Handled, HostContext } from '../host/context.js';
import { failure } from '../host/receive-share.js';
import type { Invite } from '../host/state.js';
import { jsonReply, type PeerReply, type PeerRequest } from '../http/router.js';
import { speaksAtLeast } from '../tongues.js';
import { addContact } from './contacts.js';
import { mailOf } from './form.js';
import { type Acceptance, problem, readAcceptance, tokenProblems } from './problems.js';

/** Path of the endpoint below the API. */
export const INVITE_PATH = '/invite-accepted';

/** POST {endPoint}/invite-accepted: somebody of another server took an invite that was made here. */
export async function receiveInviteAccepted(host: HostContext, request: PeerRequest): Promise<Handled> {
  const { behaviour, state } = host;
  const acceptance = readAcceptance(request);
  const account = state.invites.get(acceptance.field('token'))?.user;
  // Who asks is looked at before what is asked for is done (OCM-INV-022, -023).
  const problems = [...acceptance.problems, ...(await trustProblems(host, request, acceptance, account))];
  const { invite, problems: ofToken } = tokenProblems(state, acceptance.field('token'));
  problems.push(...ofToken);
  const reply = decide(host, acceptance, invite, problems);
  const keeps = reply.status === 200 || behaviour.keepsRefusedContact;
  if (invite && behaviour.spendsRefused) invite.acceptedBy ??= '';
  if (invite && keeps) addContact(host, invite.user, contactIn(acceptance));
  return account === undefined ? { reply } : { reply, account };
}

function decide(
  host: HostContext,
  { body, field }: Acceptance,
  invite: Invite | undefined,
  problems: InviteProblem[],
): PeerReply {
  const { behaviour, state } = host;
  if (problems.some((each) => behaviour.failsOnInvite.some((fails) => fails(each)))) return failure();
  const standing = problems.filter((each) => !behaviour.overlooksInvite.some((overlooks) => overlooks(each)));
  if (standing.length > 0) return refuse(standing);
  const refusal = behaviour.refusesInvite.find(({ when }) => when(body ?? {}));
  if (refusal) return jsonReply(refusal.status, { message: 'REFUSED' });
  if (invite) invite.acceptedBy = `${field('userID')}@${field('recipientProvider')}`;
  const inviter = behaviour.forgetsInviter ? [...state.accounts.keys()][0] : invite?.user;
  const known = inviter === undefined ? undefined : state.accounts.get(inviter);
  const user = known?.user ?? '';
  return jsonReply(200, { userID: user, email: mailOf(user), name: known?.displayName ?? user });
}

/** A server is trusted when it is one of OCM; the signature is that of the server that the message says it is from. */
async function trustProblems(
  host: HostContext,
  request: PeerRequest,
  { field, problems }: Acceptance,
  account: string | undefined,
): Promise<InviteProblem[]> {
  const provider = field('recipientProvider');
  if (provider === '' || problems.some(({ field: where }) => where === 'recipientProvider')) return [];
  const admission = await host.signing.admit(request, provider, account);
  if (admission.refused) return [problem('signature', 'signature', 401)];
  const { signs, speaks } = host.state.info;
  if (signs !== undefined && speaksAtLeast(speaks, '1.5') && admission.signer === undefined)
    return [problem('signature', 'unsigned', 403)];
  const found = await host.discover(provider, account);
  return found.document ? [] : [problem('recipientProvider', 'untrusted', 403)];
}

function contactIn({ field }: Acceptance): Parameters<typeof addContact>[2] {
  return {
    userID: field('userID'),
    provider: field('recipientProvider'),
    name: field('name'),
    email: field('email'),
  };
}

/** Error bodies as the OpenAPI has them (OCM-INV-024). */
function refuse(problems: readonly InviteProblem[]): PeerReply {
  const status = [413, 401, 400, 403, 409].find((each) => problems.some((p) => p.status === each)) ?? 400;
  const worst = problems.filter((p) => p.status === status);
  const message = worst[0]?.message ?? 'REFUSED';
  if (status !== 400) return jsonReply(status, { message });
  return jsonReply(400, {
    message,
    validationErrors: worst.map(({ field, message: said }) => ({ name: field, message: said })),
  });
}
