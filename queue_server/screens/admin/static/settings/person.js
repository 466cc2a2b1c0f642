// What a manager writes of somebody: the form's values, what is wrong with them, and what is sent.

const USERNAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
export const LONGEST = { username: 32, name: 40, badge: 20, post: 20 };
export const ROLES = ['clerk', 'guide', 'manager'];

export const newPerson = () => ({ username: '', name: '', role: 'clerk', badge: '', post: '', window: null, may_choose: false });

/** The form of somebody the server knows. */
export const formOf = ({ username, name, role, badge, post, usual_window: window, may_choose: right }) => ({ username, name, role, badge, post, window, may_choose: right });

/** What is wrong, by field: {username: 'username', name: 'empty'}; nothing when it can be sent. */
export function personFaults({ username, name }) {
  const found = {};
  if (!USERNAME.test(username)) found.username = username ? 'username' : 'empty';
  if (!name.trim()) found.name = 'empty';
  return found;
}

/** The body of the request; only a clerk has a usual window and may be allowed to call out of turn. */
export function personBody(form, { isNew }) {
  const { username, name, role, badge, post, window, may_choose: right } = form;
  const clerk = role === 'clerk';
  return { ...(isNew ? { username } : {}), name: name.trim(), role, badge: badge.trim(), post: post.trim(), window: clerk ? window : null, may_choose: clerk && right };
}
