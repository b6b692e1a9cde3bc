<?php
// An app that signs users in with Octroi and shows their balance, with PHP's own sessions and cURL.
declare(strict_types=1);

function setting(string $name, ?string $fallback = null): string
{
    return getenv($name) ?: $fallback ?? throw new RuntimeException("$name is not set");
}

define('ISSUER', setting('OCTROI_ISSUER', 'http://localhost:3000'));
define('CLIENT_ID', setting('OCTROI_CLIENT_ID'));
define('CLIENT_SECRET', setting('OCTROI_CLIENT_SECRET'));
define('REDIRECT_URI', setting('REDIRECT_URI', 'http://localhost:' . setting('PORT', '4000') . '/oauth/callback'));
const TIMEOUT = 10;
// Refresh an access token this many seconds before it expires.
const LEEWAY = 300;
const MONTH = 30 * 24 * 60 * 60;

/** The user must sign in again. Any other failure is temporary and signs nobody out. */
class SignedOut extends Exception
{
}

class Unavailable extends Exception
{
}

/**
 * Calls an endpoint; with a form, by POST with the app's credentials.
 *
 * @return array{int, array<string, mixed>} status and JSON
 */
function call(string $endpoint, ?array $form = null, ?string $token = null): array
{
    $request = curl_init(ISSUER . $endpoint);
    curl_setopt_array($request, [CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => TIMEOUT]);
    if ($form !== null) {
        $form += ['client_id' => CLIENT_ID, 'client_secret' => CLIENT_SECRET];
        curl_setopt($request, CURLOPT_POSTFIELDS, http_build_query($form));
    }
    if ($token !== null) {
        curl_setopt($request, CURLOPT_HTTPHEADER, ["Authorization: Bearer $token"]);
    }
    $body = curl_exec($request);
    $answer = is_string($body) ? json_decode($body, true) : null;
    if (!is_array($answer)) {
        throw new Unavailable("$endpoint: " . (curl_error($request) ?: 'no JSON'));
    }
    return [curl_getinfo($request, CURLINFO_RESPONSE_CODE), $answer];
}

/** @return array{access_token: string, refresh_token: string, expires_at: int} */
function askForTokens(array $grant): array
{
    $askedAt = time();
    [$status, $answer] = call('/api/oauth2/token', form: $grant);
    if (($answer['error'] ?? '') === 'invalid_grant') {
        throw new SignedOut();
    }
    if ($status !== 200) {
        throw new Unavailable("token endpoint: $status " . ($answer['error'] ?? ''));
    }
    return [
        'access_token' => $answer['access_token'],
        'refresh_token' => $answer['refresh_token'], // Replaced by each refresh.
        'expires_at' => $askedAt + $answer['expires_in'],
    ];
}

/**
 * Calls an endpoint for the user. PHP locks the session until the request ends, so there is one refresh at a time: a
 * refresh token works once.
 */
function get(string $endpoint): array
{
    if (time() > $_SESSION['tokens']['expires_at'] - LEEWAY) {
        $refreshToken = $_SESSION['tokens']['refresh_token'];
        $_SESSION['tokens'] = askForTokens(['grant_type' => 'refresh_token', 'refresh_token' => $refreshToken]);
    }
    [$status, $answer] = call($endpoint, token: $_SESSION['tokens']['access_token']);
    if ($status === 401) { // The user has revoked access.
        throw new SignedOut();
    }
    if ($status !== 200) {
        throw new Unavailable("$endpoint: $status");
    }
    return $answer;
}

function redirect(string $location): void
{
    header("Location: $location", response_code: 303);
}

function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function home(): void
{
    $user = isset($_SESSION['tokens']) ? get('/api/oauth2/userinfo') : null;
    $error = is_string($_GET['error'] ?? null) ? $_GET['error'] : null;
    ?>
<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Octroi in PHP</title>
    <?php if ($error !== null): ?>
<p role="alert">Sign-in failed: <?= htmlspecialchars($error) ?></p>
    <?php endif ?>
    <?php if ($user === null): ?>
<p><a href="/auth/oauth/start">Sign in</a></p>
    <?php else: // Absent if the user did not share it. ?>
<p>Signed in as <b id="username"><?= htmlspecialchars($user['username']) ?></b>,
balance <b id="balance"><?= htmlspecialchars($user['balance_formatted'] ?? 'not shared') ?></b>.
<a href="/topup">Top up</a></p>
<form method="post" action="/logout"><button>Sign out</button></form>
    <?php endif ?>
</html>
    <?php
}

/** Sends the browser to sign in. The session stores what the callback is checked against. */
function start(): void
{
    $state = base64url(random_bytes(32));
    $verifier = base64url(random_bytes(32));
    $_SESSION['sign_in'] = ['state' => $state, 'verifier' => $verifier];
    redirect(ISSUER . '/api/oauth2/authorize?' . http_build_query([
        'client_id' => CLIENT_ID,
        'redirect_uri' => REDIRECT_URI,
        'response_type' => 'code',
        'scope' => 'profile balance',
        'state' => $state,
        'code_challenge' => base64url(hash('sha256', $verifier, binary: true)),
        'code_challenge_method' => 'S256',
        'auto_authorize' => 'true', // One click.
    ]));
}

/** What is wrong with the callback, if anything. */
function fault(array $query, ?string $state): ?string
{
    if (!isset($query['state']) || !(isset($query['code']) || isset($query['error']))) {
        return 'missing_parameters';
    }
    if ($state === null || !hash_equals($state, $query['state'])) {
        return 'invalid_state'; // Not a response to a sign-in started in this browser.
    }
    if (($query['iss'] ?? '') !== ISSUER) {
        return 'invalid_issuer'; // A response from another server (RFC 9207).
    }
    return $query['error'] ?? null;
}

function callback(): void
{
    $query = array_filter($_GET, 'is_string');
    $signIn = $_SESSION['sign_in'] ?? null;
    unset($_SESSION['sign_in']);
    $error = fault($query, $signIn['state'] ?? null);
    if ($error !== null) {
        redirect('/?' . http_build_query(['error' => $error]));
        return;
    }
    try {
        $tokens = askForTokens([
            'grant_type' => 'authorization_code',
            'code' => $query['code'],
            'redirect_uri' => REDIRECT_URI,
            'code_verifier' => $signIn['verifier'],
        ]);
    } catch (SignedOut | Unavailable $failure) {
        error_log((string) $failure);
        redirect('/?error=server_error');
        return;
    }
    session_regenerate_id(true); // Others may know an id from before the sign-in.
    $_SESSION = ['tokens' => $tokens];
    redirect('/?login=success');
}

function topup(): void
{
    redirect(isset($_SESSION['tokens']) ? get('/api/oauth2/topup')['topup_url'] : '/');
}

function logout(): void
{
    $refreshToken = $_SESSION['tokens']['refresh_token'] ?? null;
    $_SESSION = [];
    session_regenerate_id(true);
    redirect('/');
    if ($refreshToken === null) {
        return;
    }
    try {
        call('/api/oauth2/revoke', form: ['token' => $refreshToken]); // Revokes the access tokens too.
    } catch (Unavailable $failure) { // The user is signed out here even if the server is unavailable.
        error_log($failure->getMessage());
    }
}

session_start([
    'name' => 'app_session',
    'cookie_httponly' => true,
    'cookie_lifetime' => MONTH,
    'cookie_samesite' => 'Lax', // So that no other site can post to /logout for the user.
    'cookie_secure' => str_starts_with(REDIRECT_URI, 'https:'),
    'gc_maxlifetime' => MONTH,
    'use_strict_mode' => true,
]);
header('Cache-Control: no-store');
try {
    match ($_SERVER['REQUEST_METHOD'] . ' ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
        'GET /' => home(),
        'GET /auth/oauth/start' => start(),
        'GET /oauth/callback' => callback(),
        'GET /topup' => topup(),
        'POST /logout' => logout(),
        default => http_response_code(404),
    };
} catch (SignedOut) {
    $_SESSION = [];
    redirect('/');
} catch (Unavailable $failure) {
    error_log($failure->getMessage());
    http_response_code(503);
    header('Retry-After: 5');
    header('Content-Type: text/plain; charset=utf-8');
    echo 'Octroi cannot be reached at the moment. You are still signed in: try again.';
}
