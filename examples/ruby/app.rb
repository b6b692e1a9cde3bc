# An app that signs users in with Octroi and shows their balance, with WEBrick and the standard library.
require 'cgi'
require 'digest'
require 'json'
require 'net/http'
require 'openssl'
require 'securerandom'
require 'webrick'

def setting(name, fallback = nil)
  value = ENV.fetch(name, '')
  value = fallback if value.empty?
  value || abort("#{name} is not set")
end

ISSUER = setting('OCTROI_ISSUER', 'http://localhost:3000')
CLIENT_ID = setting('OCTROI_CLIENT_ID')
CLIENT_SECRET = setting('OCTROI_CLIENT_SECRET')
PORT = Integer(setting('PORT', '4000'))
REDIRECT_URI = setting('REDIRECT_URI', "http://localhost:#{PORT}/oauth/callback")

SESSION_COOKIE = 'app_session'
SIGN_IN_COOKIE = 'app_sign_in'
TIMEOUT = 10
# Refresh an access token this many seconds before it expires.
LEEWAY = 300

# The user must sign in again. Any other failure is temporary and signs nobody out.
class SignedOut < StandardError; end

# Octroi is unreachable or cannot answer now.
class Unavailable < StandardError; end

def send_request(request)
  uri = request.uri
  options = { use_ssl: uri.scheme == 'https', open_timeout: TIMEOUT, read_timeout: TIMEOUT }
  response = Net::HTTP.start(uri.hostname, uri.port, **options) { |http| http.request(request) }
  [response.code.to_i, JSON.parse(response.body)]
rescue SystemCallError, SocketError, IOError, Timeout::Error, OpenSSL::SSL::SSLError, Net::ProtocolError,
       JSON::ParserError => e
  raise Unavailable, e.message
end

# Sends a form to an endpoint, with the app's credentials.
def post(endpoint, form)
  request = Net::HTTP::Post.new(URI(ISSUER + endpoint))
  request.set_form_data(form.merge('client_id' => CLIENT_ID, 'client_secret' => CLIENT_SECRET))
  send_request(request)
end

# A signed-in browser. Its tokens never leave this server.
class Session
  def initialize(grant)
    @mutex = Mutex.new # One refresh at a time, because a refresh token works once.
    ask_for_tokens(grant)
  end

  # Calls an endpoint for the user.
  def get(endpoint)
    request = Net::HTTP::Get.new(URI(ISSUER + endpoint), 'Authorization' => "Bearer #{fresh_token}")
    status, answer = send_request(request)
    raise SignedOut if status == 401 # The user has revoked access.
    raise Unavailable, "#{endpoint}: #{status}" if status != 200

    answer
  end

  # Revokes the refresh token and its access tokens.
  def revoke
    @mutex.synchronize { post('/api/oauth2/revoke', 'token' => @refresh_token) }
  end

  private

  def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)

  # An access token that does not expire soon.
  def fresh_token
    @mutex.synchronize do
      if now > @expires_at - LEEWAY
        ask_for_tokens('grant_type' => 'refresh_token', 'refresh_token' => @refresh_token)
      end
      @access_token
    end
  end

  def ask_for_tokens(grant)
    asked_at = now
    status, answer = post('/api/oauth2/token', grant)
    raise SignedOut if answer['error'] == 'invalid_grant'
    raise Unavailable, "token endpoint: #{status} #{answer['error']}" if status != 200

    @access_token = answer.fetch('access_token')
    @refresh_token = answer.fetch('refresh_token') # Replaced by each refresh.
    @expires_at = asked_at + answer.fetch('expires_in')
  end
end

# By id, in memory. An app with several processes would store them in its database.
SESSIONS = {}

# One request and its response.
class Visit
  def initialize(request, response)
    @request = request
    @response = response
    @query = request.query
  end

  def answer
    @response['Cache-Control'] = 'no-store'
    case [@request.request_method, @request.path]
    when ['GET', '/'] then home
    when ['GET', '/auth/oauth/start'] then start
    when ['GET', '/oauth/callback'] then callback
    when ['GET', '/topup'] then topup
    when ['POST', '/logout'] then logout
    else show(404, page('<p>Not found</p>'))
    end
  rescue SignedOut
    SESSIONS.delete(cookie(SESSION_COOKIE))
    redirect('/')
  rescue Unavailable => e
    warn e.message
    @response['Retry-After'] = '5'
    show(503, page('<p>Octroi cannot be reached at the moment. You are still signed in: try again.</p>'))
  end

  private

  def home
    error = @query['error']
    notice = error ? %(<p role="alert">Sign-in failed: #{CGI.escapeHTML(error)}</p>) : ''
    content = session ? account(session.get('/api/oauth2/userinfo')) : '<p><a href="/auth/oauth/start">Sign in</a></p>'
    show(200, page(notice + content))
  end

  def page(content)
    <<~HTML
      <!doctype html>
      <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Octroi in Ruby</title>
      #{content}
      </html>
    HTML
  end

  def account(user)
    # Absent if the user did not share it.
    name, balance = [user['username'], user.fetch('balance_formatted', 'not shared')].map { |each| CGI.escapeHTML(each) }
    <<~HTML
      <p>Signed in as <b id="username">#{name}</b>, balance <b id="balance">#{balance}</b>. <a href="/topup">Top up</a></p>
      <form method="post" action="/logout"><button>Sign out</button></form>
    HTML
  end

  # Sends the browser to sign in. A cookie stores what the callback is checked against.
  def start
    state = SecureRandom.urlsafe_base64(32)
    verifier = SecureRandom.urlsafe_base64(32)
    set_cookie(SIGN_IN_COOKIE, "#{state}.#{verifier}", 600)
    redirect("#{ISSUER}/api/oauth2/authorize?" + URI.encode_www_form(
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: 'profile balance',
      state: state,
      code_challenge: Digest::SHA256.base64digest(verifier).tr('+/', '-_').delete('='),
      code_challenge_method: 'S256',
      auto_authorize: 'true' # One click.
    ))
  end

  def callback
    state, verifier = cookie(SIGN_IN_COOKIE).to_s.split('.', 2)
    set_cookie(SIGN_IN_COOKIE, '', 0)
    error = fault(state)
    return redirect("/?#{URI.encode_www_form(error: error)}") if error

    session = Session.new(
      'grant_type' => 'authorization_code',
      'code' => @query['code'],
      'redirect_uri' => REDIRECT_URI,
      'code_verifier' => verifier
    )
    id = SecureRandom.urlsafe_base64(32) # Always a new one: others may know an id from before the sign-in.
    SESSIONS.delete(cookie(SESSION_COOKIE))
    SESSIONS[id] = session
    set_cookie(SESSION_COOKIE, id, 30 * 24 * 60 * 60)
    redirect('/?login=success')
  rescue SignedOut, Unavailable => e
    warn e.message
    redirect('/?error=server_error')
  end

  # What is wrong with the callback, if anything.
  def fault(state)
    return 'missing_parameters' unless @query['state'] && (@query['code'] || @query['error'])
    # Not a response to a sign-in started in this browser.
    return 'invalid_state' unless state && OpenSSL.secure_compare(@query['state'], state)
    return 'invalid_issuer' unless @query['iss'] == ISSUER # A response from another server (RFC 9207).

    @query['error']
  end

  def topup
    redirect(session ? session.get('/api/oauth2/topup').fetch('topup_url') : '/')
  end

  def logout
    begin
      SESSIONS.delete(cookie(SESSION_COOKIE))&.revoke
    rescue Unavailable => e # The user is signed out here even if the server is unavailable.
      warn e.message
    end
    set_cookie(SESSION_COOKIE, '', 0)
    redirect('/')
  end

  # The session of this request, or nil.
  def session = SESSIONS[cookie(SESSION_COOKIE)]

  def cookie(name) = @request.cookies.find { |each| each.name == name }&.value

  def set_cookie(name, value, max_age)
    secure = REDIRECT_URI.start_with?('https:') ? '; Secure' : ''
    # SameSite, so that no other site can post to /logout for the user.
    @response.cookies << "#{name}=#{value}; Path=/; Max-Age=#{max_age}; HttpOnly; SameSite=Lax#{secure}"
  end

  def redirect(location)
    @response.status = 303
    @response['Location'] = location
  end

  def show(status, html)
    @response.status = status
    @response['Content-Type'] = 'text/html; charset=utf-8'
    @response.body = html
  end
end

server = WEBrick::HTTPServer.new(BindAddress: '127.0.0.1', Port: PORT, AccessLog: [], Logger: WEBrick::Log.new($stderr, 2))
server.mount_proc('/') { |request, response| Visit.new(request, response).answer }
%w[INT TERM].each { |signal| trap(signal) { server.shutdown } }
puts "Listening on port #{PORT}"
$stdout.flush
server.start
