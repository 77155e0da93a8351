/** What to do about a consent log that can't be used. */
export const advice = {
  missing:
    'there is no consent log at the path in "log": download it in the Cookiebot Manager (User consents, choose domain and period, Download log) and put it there unopened',
  unreadable:
    'the consent log may not be read: give the user that this server runs as read access to the path in "log"',
  broken:
    'the consent log is no CSV that can be read to its end: download it again, and put it in its place unopened, since spreadsheets change dates and ids',
  consentId:
    'no column of the consent log is known to hold the consent id: name its heading in "columns.consentId"',
  chosenAt: 'no column of the consent log is known to hold the time: name its heading in "columns.chosenAt"',
  choice:
    'no column of the consent log is known to hold the choice: name its heading in "columns.state", or three headings in "columns.preferences", "columns.statistics" and "columns.marketing"',
  named:
    'a heading that "columns" names is not in the consent log: write it as the first line of the file does',
  undated:
    'no entry of the consent log has a time that can be read (2026-03-01 12:00:00 can): download it again, and put it in its place unopened',
  old: 'the newest entry of the consent log is older than "maximumAgeDays": download a period that reaches to today',
  overdue:
    'the consent log holds entries of more than a year ago, for which its purpose is over: replace the downloads by one of the last twelve months.',
} as const
