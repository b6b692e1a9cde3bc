// An app that signs users in with Octroi and shows their balance. Class library only, for Mono and .NET.
using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Runtime.Serialization.Json;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Xml;
using System.Xml.Linq;

using Parameters = System.Collections.Generic.Dictionary<string, string>;

static class Settings
{
    public static readonly string Issuer = Read("OCTROI_ISSUER", "http://localhost:3000");
    public static readonly string ClientId = Read("OCTROI_CLIENT_ID");
    public static readonly string ClientSecret = Read("OCTROI_CLIENT_SECRET");
    public static readonly string Port = Read("PORT", "4000");
    public static readonly string RedirectUri = Read("REDIRECT_URI", "http://localhost:" + Port + "/oauth/callback");

    static string Read(string name, string fallback = null)
    {
        var value = Environment.GetEnvironmentVariable(name);
        if (!string.IsNullOrEmpty(value)) return value;
        if (fallback == null) throw new InvalidOperationException(name + " is not set");
        return fallback;
    }
}

/// <summary>The user must sign in again.</summary>
class SignedOutException : Exception { }

/// <summary>Octroi is unreachable or cannot answer now. Temporary, signs nobody out.</summary>
class UnavailableException : Exception
{
    public UnavailableException(string message, Exception cause = null) : base(message, cause) { }
}

/// <summary>What Octroi answered: a status, and a JSON object.</summary>
class Answer
{
    readonly XElement json;

    public Answer(HttpStatusCode status, XElement json)
    {
        Status = status;
        this.json = json;
    }

    public HttpStatusCode Status { get; }

    /// <summary>A member as text, or null.</summary>
    public string this[string name] => json.Element(name)?.Value;
}

/// <summary>Calls to the Octroi server.</summary>
static class Octroi
{
    // No keep-alive: if the server closes a connection as a POST is sent, the POST fails and is not retried.
    static readonly HttpClient Http = new HttpClient
    {
        Timeout = TimeSpan.FromSeconds(10),
        DefaultRequestHeaders = { ConnectionClose = true },
    };

    /// <summary>Sends a form to an endpoint, with the app's credentials.</summary>
    public static Task<Answer> Post(string endpoint, Parameters form)
    {
        var fields = new Parameters(form) { ["client_id"] = Settings.ClientId, ["client_secret"] = Settings.ClientSecret };
        var content = new FormUrlEncodedContent(fields);
        return Send(new HttpRequestMessage(HttpMethod.Post, Settings.Issuer + endpoint) { Content = content });
    }

    public static Task<Answer> Get(string endpoint, string accessToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Settings.Issuer + endpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return Send(request);
    }

    static async Task<Answer> Send(HttpRequestMessage request)
    {
        try
        {
            using (var response = await Http.SendAsync(request))
            {
                var body = await response.Content.ReadAsByteArrayAsync();
                using (var reader = JsonReaderWriterFactory.CreateJsonReader(body, XmlDictionaryReaderQuotas.Max))
                {
                    return new Answer(response.StatusCode, XElement.Load(reader));
                }
            }
        }
        catch (Exception error) when (error is HttpRequestException || error is TaskCanceledException || error is XmlException)
        {
            throw new UnavailableException(error.Message, error);
        }
    }
}

/// <summary>A signed-in browser. Its tokens never leave this server.</summary>
class Session
{
    /// <summary>Refresh an access token this long before it expires.</summary>
    static readonly TimeSpan Leeway = TimeSpan.FromMinutes(5);

    // One refresh at a time, because a refresh token works once.
    readonly SemaphoreSlim oneAtATime = new SemaphoreSlim(1, 1);
    string accessToken;
    string refreshToken;
    DateTime expiresAt;

    public static async Task<Session> Begin(Parameters grant)
    {
        var session = new Session();
        await session.AskForTokens(grant);
        return session;
    }

    async Task AskForTokens(Parameters grant)
    {
        var askedAt = DateTime.UtcNow;
        var answer = await Octroi.Post("/api/oauth2/token", grant);
        if (answer["error"] == "invalid_grant") throw new SignedOutException();
        if (answer.Status != HttpStatusCode.OK)
        {
            throw new UnavailableException("token endpoint: " + answer.Status + " " + answer["error"]);
        }
        accessToken = answer["access_token"];
        refreshToken = answer["refresh_token"]; // Replaced by each refresh.
        expiresAt = askedAt.AddSeconds(int.Parse(answer["expires_in"]));
    }

    /// <summary>An access token that does not expire soon.</summary>
    async Task<string> FreshToken()
    {
        await oneAtATime.WaitAsync();
        try
        {
            if (DateTime.UtcNow > expiresAt - Leeway)
            {
                await AskForTokens(new Parameters { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken });
            }
            return accessToken;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>Calls an endpoint for the user.</summary>
    public async Task<Answer> Get(string endpoint)
    {
        var answer = await Octroi.Get(endpoint, await FreshToken());
        if (answer.Status == HttpStatusCode.Unauthorized) throw new SignedOutException(); // The user has revoked access.
        if (answer.Status != HttpStatusCode.OK) throw new UnavailableException(endpoint + ": " + answer.Status);
        return answer;
    }

    /// <summary>Revokes the refresh token and its access tokens.</summary>
    public async Task Revoke()
    {
        await oneAtATime.WaitAsync();
        try
        {
            await Octroi.Post("/api/oauth2/revoke", new Parameters { ["token"] = refreshToken });
        }
        finally
        {
            oneAtATime.Release();
        }
    }
}

/// <summary>One request and its response.</summary>
class Visit
{
    const string SessionCookie = "app_session";
    const string SignInCookie = "app_sign_in";
    const int Month = 30 * 24 * 60 * 60;

    // By id, in memory. An app with several processes would store them in its database.
    static readonly ConcurrentDictionary<string, Session> Sessions = new ConcurrentDictionary<string, Session>();

    readonly HttpListenerRequest request;
    readonly HttpListenerResponse response;

    public Visit(HttpListenerContext context)
    {
        request = context.Request;
        response = context.Response;
    }

    public async Task Answer()
    {
        response.Headers["Cache-Control"] = "no-store";
        try
        {
            switch (request.HttpMethod + " " + request.Url.AbsolutePath)
            {
                case "GET /": await Home(); break;
                case "GET /auth/oauth/start": Start(); break;
                case "GET /oauth/callback": await Callback(); break;
                case "GET /topup": await TopUp(); break;
                case "POST /logout": await LogOut(); break;
                default: Show(404, Page("<p>Not found</p>")); break;
            }
        }
        catch (SignedOutException)
        {
            EndSession();
            Redirect("/");
        }
        catch (UnavailableException error)
        {
            Console.Error.WriteLine(error.Message);
            response.Headers["Retry-After"] = "5";
            Show(503, Page("<p>Octroi cannot be reached at the moment. You are still signed in: try again.</p>"));
        }
    }

    async Task Home()
    {
        var error = request.QueryString["error"];
        var notice = error == null ? "" : "<p role=\"alert\">Sign-in failed: " + WebUtility.HtmlEncode(error) + "</p>";
        var content = "<p><a href=\"/auth/oauth/start\">Sign in</a></p>";
        var session = CurrentSession();
        if (session != null)
        {
            var user = await session.Get("/api/oauth2/userinfo");
            var username = WebUtility.HtmlEncode(user["username"]);
            var balance = WebUtility.HtmlEncode(user["balance_formatted"] ?? "not shared"); // Absent if the user did not share it.
            content = $@"<p>Signed in as <b id=""username"">{username}</b>, balance <b id=""balance"">{balance}</b>.
<a href=""/topup"">Top up</a></p>
<form method=""post"" action=""/logout""><button>Sign out</button></form>";
        }
        Show(200, Page(notice + content));
    }

    static string Page(string content) => $@"<!doctype html>
<html lang=""en""><meta charset=""utf-8""><meta name=""viewport"" content=""width=device-width, initial-scale=1"">
<title>Octroi in C#</title>
{content}
</html>";

    /// <summary>Sends the browser to sign in. A cookie stores what the callback is checked against.</summary>
    void Start()
    {
        var state = RandomText();
        var verifier = RandomText();
        SetCookie(SignInCookie, state + "." + verifier, 600);
        Redirect(Settings.Issuer + "/api/oauth2/authorize?" + FormatQuery(new Parameters
        {
            ["client_id"] = Settings.ClientId,
            ["redirect_uri"] = Settings.RedirectUri,
            ["response_type"] = "code",
            ["scope"] = "profile balance",
            ["state"] = state,
            ["code_challenge"] = ChallengeOf(verifier),
            ["code_challenge_method"] = "S256",
            ["auto_authorize"] = "true", // One click.
        }));
    }

    async Task Callback()
    {
        var signIn = Cookie(SignInCookie).Split('.');
        SetCookie(SignInCookie, "", 0);
        var fault = FaultOf(signIn[0]);
        if (fault != null)
        {
            Redirect("/?" + FormatQuery(new Parameters { ["error"] = fault }));
            return;
        }
        try
        {
            var session = await Session.Begin(new Parameters
            {
                ["grant_type"] = "authorization_code",
                ["code"] = request.QueryString["code"],
                ["redirect_uri"] = Settings.RedirectUri,
                ["code_verifier"] = signIn[1],
            });
            EndSession();
            var id = RandomText(); // Always a new one: others may know an id from before the sign-in.
            Sessions[id] = session;
            SetCookie(SessionCookie, id, Month);
            Redirect("/?login=success");
        }
        catch (Exception error) when (error is SignedOutException || error is UnavailableException)
        {
            Console.Error.WriteLine(error.Message);
            Redirect("/?error=server_error");
        }
    }

    /// <summary>What is wrong with the callback, or null.</summary>
    string FaultOf(string state)
    {
        var query = request.QueryString;
        if (query["state"] == null || (query["code"] == null && query["error"] == null)) return "missing_parameters";
        // Not a response to a sign-in started in this browser.
        if (state == "" || query["state"] != state) return "invalid_state";
        if (query["iss"] != Settings.Issuer) return "invalid_issuer"; // A response from another server (RFC 9207).
        return query["error"];
    }

    async Task TopUp()
    {
        var session = CurrentSession();
        Redirect(session == null ? "/" : (await session.Get("/api/oauth2/topup"))["topup_url"]);
    }

    async Task LogOut()
    {
        var session = EndSession();
        try
        {
            if (session != null) await session.Revoke();
        }
        catch (UnavailableException error) // The user is signed out here even if the server is unavailable.
        {
            Console.Error.WriteLine(error.Message);
        }
        SetCookie(SessionCookie, "", 0);
        Redirect("/");
    }

    /// <summary>The session of this request, or null.</summary>
    Session CurrentSession() => Sessions.TryGetValue(Cookie(SessionCookie), out var session) ? session : null;

    Session EndSession() => Sessions.TryRemove(Cookie(SessionCookie), out var session) ? session : null;

    string Cookie(string name) => request.Cookies[name]?.Value ?? "";

    void SetCookie(string name, string value, int maxAge)
    {
        var secure = Settings.RedirectUri.StartsWith("https:") ? "; Secure" : "";
        // SameSite, so that no other site can post to /logout for the user.
        response.Headers.Add("Set-Cookie", $"{name}={value}; Path=/; Max-Age={maxAge}; HttpOnly; SameSite=Lax{secure}");
    }

    void Redirect(string location)
    {
        response.StatusCode = 303;
        response.Headers["Location"] = location;
        response.Close();
    }

    void Show(int status, string html)
    {
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Close(Encoding.UTF8.GetBytes(html), true);
    }

    static string FormatQuery(Parameters parameters) => new FormUrlEncodedContent(parameters).ReadAsStringAsync().Result;

    static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    static string RandomText()
    {
        var bytes = new byte[32];
        using (var random = RandomNumberGenerator.Create()) random.GetBytes(bytes);
        return Base64Url(bytes);
    }

    static string ChallengeOf(string verifier)
    {
        using (var sha256 = SHA256.Create()) return Base64Url(sha256.ComputeHash(Encoding.ASCII.GetBytes(verifier)));
    }
}

static class Program
{
    static void Main() => Serve().GetAwaiter().GetResult();

    static async Task Serve()
    {
        var listener = new HttpListener();
        foreach (var host in new[] { "localhost", "127.0.0.1" }) listener.Prefixes.Add($"http://{host}:{Settings.Port}/");
        listener.Start();
        Console.WriteLine("Listening on port " + Settings.Port);
        while (true)
        {
            var context = await listener.GetContextAsync();
            _ = Task.Run(async () =>
            {
                try
                {
                    await new Visit(context).Answer();
                }
                catch (Exception error)
                {
                    Console.Error.WriteLine(error);
                    context.Response.Abort();
                }
            });
        }
    }
}
