"""A confidential app on Authlib's requests client, configured by the test.

Speaks JSON, one value a line: it prints the address the user must visit, reads from standard input the one the browser
was sent back to, and prints what it learnt.
"""

import json
import sys

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, jwt
from authlib.oidc.core import CodeIDToken

issuer, client_id, client_secret, redirect_uri = sys.argv[1:]
metadata = requests.get(f'{issuer}/.well-known/openid-configuration', timeout=10).json()


def say(value):
    print(json.dumps(value), flush=True)


session = OAuth2Session(
    client_id,
    client_secret,
    redirect_uri=redirect_uri,
    scope='openid profile email balance',
    code_challenge_method='S256',
    token_endpoint=metadata['token_endpoint'],
    revocation_endpoint_auth_method='client_secret_post',
)
verifier, nonce = generate_token(48), generate_token()
address, state = session.create_authorization_url(
    metadata['authorization_endpoint'], code_verifier=verifier, nonce=nonce
)
say(address)
answer = json.loads(sys.stdin.readline())

tokens = session.fetch_token(
    metadata['token_endpoint'], authorization_response=answer, state=state, code_verifier=verifier
)
keys = JsonWebKey.import_key_set(requests.get(metadata['jwks_uri'], timeout=10).json())
claims = jwt.decode(
    tokens['id_token'],
    keys,
    claims_cls=CodeIDToken,
    claims_options={'iss': {'essential': True, 'value': issuer}, 'aud': {'essential': True, 'value': client_id}},
    claims_params={'nonce': nonce, 'client_id': client_id},
)
claims.validate()
first = session.get(metadata['userinfo_endpoint']).json()

refreshed = session.refresh_token(metadata['token_endpoint'])
second = session.get(metadata['userinfo_endpoint']).json()
revocation = session.revoke_token(metadata['revocation_endpoint'], refreshed['refresh_token'])
after = session.get(metadata['userinfo_endpoint'])

say({
    'subject': claims['sub'],
    'userinfo': [first, second],
    'rotated': refreshed['refresh_token'] != tokens['refresh_token'],
    'revocation': revocation.status_code,
    'afterwards': after.status_code,
})
