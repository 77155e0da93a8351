import type { Insert } from '@rechtop/connector/testing'
import { day, far, type Person } from './person.ts'

export async function plantUser(insert: Insert, { id, many, word, secret }: Person, email: string) {
  const user_id = id
  const user = {
    id,
    account_id: id,
    email,
    unconfirmed_email: `new.${email}`,
    confirmed_at: day(1),
    created_at: day(1),

    current_sign_in_at: day(4),
    sign_up_ip: `203.0.113.${Number(id.slice(-6, -5)) + 1}`,
    locale: word('locale'),
    time_zone: word('zone'),
    chosen_languages: [word('language')],
    settings: word('settings'),

    encrypted_password: secret('hash'),
    reset_password_token: secret('reset'),
    confirmation_token: secret('confirm'),
    otp_secret: secret('otp'),
    otp_backup_codes: [secret('backup code')],
  }
  await insert('users', user)
  const data = { theme: word('theme') }
  await insert('web_settings', { user_id, data })
  const agents = many.map((place) => ({
    user_agent: word('agent', place),
    ip: `198.51.${Math.floor(place / 250)}.${(place % 250) + 1}`,
    created_at: day(place),
  }))
  await insert('login_activities', ...agents.map((agent) => ({ ...agent, user_id, success: true })))
  const sessions = agents.map((agent, place) => ({ ...agent, user_id, session_id: secret('session', place) }))
  await insert('session_activations', ...sessions)
  const tokens = many.map((place) => ({
    resource_owner_id: user_id,
    token: secret('token', place),
    refresh_token: secret('refresh', place),
    scopes: word('scopes', place),
    last_used_at: day(5),
    last_used_ip: '192.0.2.7',
    created_at: day(place),
    revoked_at: day(6),
  }))
  await insert('oauth_access_tokens', ...tokens)
  const markers = many.map((place) => ({
    user_id,
    timeline: word('timeline', place),
    last_read_id: far.posts[0] ?? '',
    created_at: day(place),
  }))
  await insert('markers', ...markers)
  const invites = many.map((place) => ({
    user_id,
    code: word('code', place),
    comment: word('invite comment', place),
    expires_at: day(30),
    created_at: day(place),
  }))
  await insert('invites', ...invites)
  return {
    accounts: [{ createdAt: day(1), lastLoginAt: day(4) }],
    emailAddresses: [{ address: email }],
    newEmailAddresses: [{ address: user.unconfirmed_email }],
    signUps: [{ ipAddress: user.sign_up_ip }],
    settings: [
      {
        language: user.locale,
        timeZone: user.time_zone,
        languages: user.chosen_languages,
        settings: user.settings,
      },
    ],
    webSettings: [{ columns: data }],
    logins: agents.map((row) => ({
      at: row.created_at,
      ipAddress: row.ip,
      userAgent: row.user_agent,
      succeeded: true,
    })),
    sessions: agents.map((row) => ({
      startedAt: row.created_at,
      ipAddress: row.ip,
      userAgent: row.user_agent,
    })),
    apps: tokens.map((row) => ({
      startedAt: row.created_at,
      lastSeenAt: day(5),
      ipAddress: '192.0.2.7',
      scopes: row.scopes,
      endedAt: day(6),
    })),
    readingPositions: markers.map((row) => ({
      timeline: row.timeline,
      lastRead: row.last_read_id,
      at: row.created_at,
    })),
    invitations: invites.map((row) => ({
      code: row.code,
      comment: row.comment,
      createdAt: row.created_at,
      expiresAt: day(30),
    })),
  }
}
