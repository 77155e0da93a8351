import { z } from 'zod'
import { defineRecordType, field, text } from '../record-type.ts'

/** What a person is called, with what is often stored beside it. */
export const PersonName = defineRecordType({
  name: 'PersonName',
  category: 'name',
  description:
    'What a person is called, with gender and job title where a system stores them beside the name.',
  fields: {
    fullName: field('name', text(), 'The name as one text, where a system stores it so.'),
    givenName: field('name', text(), 'First name or initials.'),
    familyName: field('name', text(), 'Family name with its prefix ("de Vries").'),
    gender: field('gender', text(), 'Gender as the system stores it.'),
    jobTitle: field('job', text(), 'Job title.'),
    aliases: field('name', z.array(z.string()), 'Other names for the same person.'),
  },
})
