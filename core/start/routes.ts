import router from '@adonisjs/core/services/router'
import '#core/http/routes/security'
import '#core/http/routes/metadata'
import '#core/http/routes/design'
import '#core/http/routes/records'
import '#core/http/routes/jobs'
import '#core/http/routes/imports'
import '#core/http/routes/files'
import '#core/http/routes/solutions'
import '#core/http/routes/templates'
import '#core/http/routes/calendars'
import '#core/http/routes/duplicates'

router.get('/health', () => ({ status: 'ok' }))
