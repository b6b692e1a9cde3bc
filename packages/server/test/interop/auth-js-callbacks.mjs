// Shared by the apps with Auth.js and next-auth: callbacks as in the guide on refresh token rotation, because the
// library leaves refreshing to the app.
const { ISSUER: issuer, CLIENT_ID: client_id, CLIENT_SECRET: client_secret } = process.env;

const refresh = async (refresh_token) => {
  const body = new URLSearchParams({ client_id, client_secret, grant_type: 'refresh_token', refresh_token });
  const response = await fetch(`${issuer}/api/oauth2/token`, { method: 'POST', body });
  const tokens = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(tokens));
  return tokens;
};

const balanceOf = async (accessToken) => {
  const response = await fetch(`${issuer}/api/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  return (await response.json()).balance_formatted;
};

/** Refreshes at once, and puts the result into the session. */
export const callbacks = {
  jwt: async ({ token, account, profile }) => {
    if (!account) return token;
    const { access_token, refresh_token } = await refresh(account.refresh_token);
    const balances = [profile.balance_formatted, await balanceOf(access_token)];
    return { ...token, balances, rotated: refresh_token !== account.refresh_token };
  },
  session: ({ session, token: { balances, rotated } }) => ({ ...session, balances, rotated }),
};
