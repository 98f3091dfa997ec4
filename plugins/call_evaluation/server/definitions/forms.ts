import type { FormElement } from '#core/forms/model'
import type { FormDefinition, LocalizedText } from '#core/metadata/types'
import { text } from './text.js'

interface Guide {
  /** What to look for. */
  guidance: LocalizedText
  /** A good and a bad one, each on its line. */
  examples: LocalizedText
}

/** Criteria are marked from 1 to 5; a low mark needs a word of why. */
function criterion(parent: string, label: LocalizedText, order: number, guide: Guide): FormElement {
  return {
    kind: 'question',
    parent,
    order,
    definition: { type: 'rating', label, max: 5 },
    scoring: { notApplicable: true, comment: true, commentBelow: 0.5, ...guide },
  }
}

const section = (label: LocalizedText, weight: number, order: number): FormElement => ({
  kind: 'section',
  label,
  columns: 1,
  order,
  scoring: { weight },
})

/** A form to begin with: four sections of two criteria. Others are made in the form builder. */
export const standardForm: FormDefinition = {
  name: 'call_evaluation_standard',
  entity: 'evaluation',
  label: text('Standard evaluation', 'ارزیابی استاندارد', 'Standart qiymətləndirmə'),
  kind: 'main',
  answersField: 'answers',
  elements: {
    tone: section(text('Tone', 'لحن', 'Ton'), 1, 20),
    tone_greeting: criterion('tone', text('Greeting', 'خوشامدگویی', 'Salamlama'), 1, {
      guidance: text(
        'Greets within the first seconds, says the bank and the own name, and offers help.',
        'در ثانیه‌های نخست سلام می‌کند، نام بانک و نام خود را می‌گوید و آمادگی کمک را نشان می‌دهد.',
        'İlk saniyələrdə salam verir, bankın və öz adını deyir, kömək təklif edir.'
      ),
      examples: text(
        '5: “Good morning, Bank …, Sara speaking. How can I help?”\n1: “Yes?”',
        '۵: «سلام، صبح بخیر. بانک …، سارا هستم. چطور می‌توانم کمک کنم؟»\n۱: «بله؟»',
        '5: “Sabahınız xeyir, … bankı, mən Saraham. Necə kömək edə bilərəm?”\n1: “Bəli?”'
      ),
    }),
    tone_clear: criterion('tone', text('Clear speech', 'بیان روشن', 'Aydın nitq'), 2, {
      guidance: text(
        'Speaks so that it is understood at first hearing: pace, volume, no jargon of the bank.',
        'چنان سخن می‌گوید که بار نخست فهمیده شود: سرعت، بلندی صدا، بی اصطلاح‌های درونی بانک.',
        'İlk dəfədən başa düşüləcək şəkildə danışır: temp, səs, bankdaxili terminsiz.'
      ),
      examples: text(
        '5: Explains the steps one after the other, the customer asks nothing twice.\n1: Reads terms aloud, the customer asks what is meant.',
        '۵: گام‌ها را یکی‌یکی می‌گوید و مشتری چیزی را دوباره نمی‌پرسد.\n۱: متن مقررات را می‌خواند و مشتری معنای آن را می‌پرسد.',
        '5: Addımları bir-bir izah edir, müştəri heç nəyi təkrar soruşmur.\n1: Şərtləri oxuyur, müştəri mənasını soruşur.'
      ),
    }),
    knowledge: section(text('Knowledge', 'دانش', 'Bilik'), 2, 30),
    knowledge_right: criterion(
      'knowledge',
      text('Right information', 'اطلاعات درست', 'Düzgün məlumat'),
      1,
      {
        guidance: text(
          'What is said of products, fees and times is right and complete. Looking it up is no fault.',
          'آنچه درباره خدمات، کارمزدها و زمان‌ها می‌گوید درست و کامل است. نگاه کردن به راهنما ایراد نیست.',
          'Məhsullar, haqlar və müddətlər haqqında deyilənlər düzgün və tamdır. Məlumata baxmaq qüsur deyil.'
        ),
        examples: text(
          '5: Names the fee and the day of the transfer.\n1: Says that there is no fee although there is one.',
          '۵: کارمزد و روز انتقال را می‌گوید.\n۱: می‌گوید کارمزد ندارد، با اینکه دارد.',
          '5: Komissiyanı və köçürmə gününü deyir.\n1: Komissiya olduğu halda olmadığını deyir.'
        ),
      }
    ),
    knowledge_solved: criterion(
      'knowledge',
      text('Solved the request', 'حل درخواست', 'Müraciəti həll edib'),
      2,
      {
        guidance: text(
          'The customer need not call again: solved, or handed on with a day by which there is an answer.',
          'مشتری نباید دوباره تماس بگیرد: یا حل شده، یا با روز پاسخ به دیگری سپرده شده است.',
          'Müştəri yenidən zəng etməli deyil: həll olunub və ya cavab günü ilə ötürülüb.'
        ),
        examples: text(
          '5: Blocks the card, orders a new one and says when it comes.\n1: “Call the branch tomorrow.”',
          '۵: کارت را مسدود می‌کند، کارت تازه سفارش می‌دهد و زمان رسیدنش را می‌گوید.\n۱: «فردا با شعبه تماس بگیرید.»',
          '5: Kartı bloklayır, yenisini sifariş edir və nə vaxt gələcəyini deyir.\n1: “Sabah filiala zəng edin.”'
        ),
      }
    ),
    calm: section(text('Calm', 'آرامش', 'Təmkin'), 1, 40),
    calm_patience: criterion('calm', text('Patience', 'شکیبایی', 'Səbir'), 1, {
      guidance: text(
        'Lets the customer finish, stays even when the customer does not.',
        'می‌گذارد مشتری سخنش را تمام کند و حتی در برابر مشتری ناآرام آرام می‌ماند.',
        'Müştərinin sözünü bitirməsinə imkan verir, müştəri əsəbi olanda da təmkinli qalır.'
      ),
      examples: text(
        '5: Waits, repeats in own words what was understood.\n1: Interrupts, sighs, grows louder.',
        '۵: صبر می‌کند و آنچه فهمیده را با سخن خود بازمی‌گوید.\n۱: سخن مشتری را می‌برد، آه می‌کشد، صدایش را بالا می‌برد.',
        '5: Gözləyir, başa düşdüyünü öz sözləri ilə təkrarlayır.\n1: Sözünü kəsir, köks ötürür, səsini qaldırır.'
      ),
    }),
    courtesy: section(text('Courtesy', 'ادب', 'Nəzakət'), 1, 50),
    courtesy_respect: criterion('courtesy', text('Respect', 'احترام', 'Hörmət'), 1, {
      guidance: text(
        'Addresses the customer by name and politely, thanks, says goodbye.',
        'مشتری را با نام و محترمانه خطاب می‌کند، سپاس می‌گوید و خداحافظی می‌کند.',
        'Müştəriyə adı ilə və nəzakətlə müraciət edir, təşəkkür edir, sağollaşır.'
      ),
      examples: text(
        '5: “Thank you for waiting, Ms Ahmadi.”\n1: Hangs up without a word.',
        '۵: «سپاس از شکیبایی شما، خانم احمدی.»\n۱: بی خداحافظی تلفن را می‌گذارد.',
        '5: “Gözlədiyiniz üçün təşəkkür edirəm, Əhmədova xanım.”\n1: Bir söz demədən dəstəyi qoyur.'
      ),
    }),
    courtesy_no_insult: {
      kind: 'question',
      parent: 'courtesy',
      order: 2,
      definition: {
        type: 'boolean',
        label: text('No insult', 'بدون توهین', 'Təhqir yoxdur'),
      },
      scoring: {
        fatal: { scope: 'form' },
        comment: true,
        guidance: text(
          'Any insult, threat or mockery makes the whole evaluation 0, whatever else was good.',
          'هر توهین، تهدید یا تمسخر کل ارزیابی را صفر می‌کند، هرچند بقیه خوب باشد.',
          'Hər hansı təhqir, hədə və ya istehza, qalanı yaxşı olsa da, bütün qiymətləndirməni 0 edir.'
        ),
      },
    },
    feedback: { kind: 'field', field: 'feedback', order: 60, wide: true },
  },
  scoring: {
    bands: {
      good: { label: text('Good', 'خوب', 'Yaxşı'), color: 'green', from: 80 },
      fair: { label: text('Fair', 'متوسط', 'Orta'), color: 'yellow', from: 60 },
      weak: { label: text('Weak', 'ضعیف', 'Zəif'), color: 'red', from: 0 },
    },
  },
}
