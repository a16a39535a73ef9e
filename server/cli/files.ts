import { command, misused } from './command.ts'

export const filesCommand = command({
  name: 'files',
  summary: 'Copy all files to another place, or compare them with the database',
  usage: ['files copy --to ADDRESS', 'files check [--deep] [--forget-missing]'],
  options: {
    to: { type: 'string', placeholder: 'ADDRESS', meaning: 'copy: a folder, or s3://bucket/prefix' },
    deep: { type: 'boolean', meaning: 'check: also read all sound, and find what is damaged' },
    'forget-missing': {
      type: 'boolean',
      meaning: 'check: forget takes without sound, so that converting speaks them again',
    },
  },
  takesWords: true,
  async run({ config, values, positionals: [action, ...words] }) {
    if (words.length > 0 || (action !== 'copy' && action !== 'check'))
      throw misused('`lectern files` is to copy or to check.')
    if (action === 'check') {
      const { checkFiles } = await import('./files/check-files.ts')
      return checkFiles(config, { isDeep: values.deep ?? false, mayForget: values['forget-missing'] ?? false })
    }
    if (!values.to) throw misused('`lectern files copy` needs --to with a folder, or s3://bucket/prefix.')
    const { copyAllFiles } = await import('./files/copy-all-files.ts')
    return copyAllFiles(config, values.to)
  },
})
