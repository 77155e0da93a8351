import { cast } from './systems/index.ts'

/** What the GraphiQL page opens with: queries that work on the example as it stands. */
export const graphiqlTabs = [
  {
    query: `# Who is this, and where? Live, over every system.
query Find {
  subject(by: { email: "${cast.sanne.email}" }) {
    systems {
      system { id }
      status
      matches { id standing why }
      referrals { controller { label } count }
    }
    names { givenName familyName stored { system { id } keepUntil } }
    emailAddresses { address stored { system { id } issues { message } } }
    invoices { number issuedOn amount stored { keepUntil } }
    pageViews(first: 5) { edges { node { viewedAt url } } }
  }
}`,
  },
  {
    query: `# What would an erasure do, line by line, and why? It changes nothing.
query Plan {
  subject(by: { email: "${cast.sanne.email}" }) {
    erasurePlan {
      digest
      complete
      lines { system { id } holding { name } action count fields citation until why }
    }
  }
}`,
  },
  {
    query: `# Carry it out everywhere. Follow it in the next tab, with the id that this gives.
mutation Erase {
  subjectErase(input: { subject: { email: "${cast.sanne.email}" }, idempotencyKey: "from-graphiql" }) {
    request { id status dueOn }
    errors { code message path }
  }
}`,
  },
  {
    query: `# All requests, and how far each system is.
query Requests {
  requests(first: 10) {
    edges {
      node {
        id
        right
        status
        dueOn
        runs { system { id } status erased kept failure { code } }
        findings { code system { id } message }
        availableActions
      }
    }
  }
}`,
  },
  {
    query: `# A mailbox that several people read: only possible matches, and nothing is erased without a word.
query Possible {
  subject(by: { email: "${cast.sharedMailbox.email}" }) {
    systems { system { id } status matches { id standing why } }
  }
}`,
  },
  {
    query: `# The systems: what each holds, why, for how long, and what it can't reach.
query Systems {
  systems {
    id
    processor { name country }
    gaps
    health { reachable }
    holdings { name grain role purposes { purpose basis } residue { what citation } }
  }
}`,
  },
]
