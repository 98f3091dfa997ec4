import type { Random } from '../random.js'
import type { PersonLanguage } from './types.js'

export interface PersonName {
  first: string
  last: string
  /** Latin spelling, for e-mail addresses and telephone displays. */
  latin: string
  gender: 'female' | 'male'
}

type Pair = readonly [own: string, latin: string]

/** Common given and family names with their Latin spelling; combined at random, so that nobody real is meant. */
const PERSIAN = {
  female: pairs(
    'زهرا Zahra,فاطمه Fatemeh,مریم Maryam,سارا Sara,نرگس Narges,لیلا Leila,مینا Mina,نیلوفر Niloufar,الهام Elham,شیرین Shirin,پریسا Parisa,مهسا Mahsa,ندا Neda,سمیرا Samira,فرزانه Farzaneh,هانیه Hanieh,شقایق Shaghayegh,ریحانه Reyhaneh,آزاده Azadeh,مژگان Mozhgan,سپیده Sepideh,بهاره Bahareh,نسرین Nasrin,پروین Parvin,طاهره Tahereh'
  ),
  male: pairs(
    'محمد Mohammad,علی Ali,حسین Hossein,رضا Reza,مهدی Mehdi,امیر Amir,حسن Hassan,سعید Saeed,احمد Ahmad,مجید Majid,حمید Hamid,کاوه Kaveh,آرش Arash,بهرام Bahram,فرهاد Farhad,نیما Nima,پیمان Peyman,مسعود Masoud,جواد Javad,کامران Kamran,سهراب Sohrab,داریوش Dariush,بابک Babak,یوسف Yousef,ابراهیم Ebrahim'
  ),
  last: pairs(
    'محمدی Mohammadi,حسینی Hosseini,احمدی Ahmadi,کریمی Karimi,رضایی Rezaei,موسوی Mousavi,جعفری Jafari,صادقی Sadeghi,رحیمی Rahimi,ابراهیمی Ebrahimi,حیدری Heidari,اکبری Akbari,مرادی Moradi,قاسمی Ghasemi,نوری Nouri,عباسی Abbasi,شریفی Sharifi,یوسفی Yousefi,طاهری Taheri,کاظمی Kazemi,اسدی Asadi,زارعی Zarei,فرهادی Farhadi,سلیمانی Soleimani,نجفی Najafi,امینی Amini,باقری Bagheri,تهرانی Tehrani,شیرازی Shirazi,اصفهانی Esfahani,تبریزی Tabrizi,گلشن Golshan,نیکنام Niknam,پارسا Parsa,بهرامی Bahrami,کیانی Kiani,رستمی Rostami,فتحی Fathi,دهقان Dehghan,مقدم Moghaddam'
  ),
}
const AZERBAIJANI = {
  female: pairs(
    'Aygün Aygun,Leyla Leyla,Nigar Nigar,Günel Gunel,Səbinə Sabina,Aytən Aytan,Sevinc Sevinj,Könül Konul,Ülviyyə Ulviyya,Fidan Fidan,Nərmin Narmin,Şəhla Shahla,Arzu Arzu,Lalə Lala,Pərvanə Parvana'
  ),
  male: pairs(
    'Elçin Elchin,Rəşad Rashad,Tural Tural,Orxan Orkhan,Vüqar Vugar,Elnur Elnur,Samir Samir,Anar Anar,Fərid Farid,Nicat Nijat,İlqar Ilgar,Ramil Ramil,Kamran Kamran,Emin Emin,Cavid Javid'
  ),
  last: pairs(
    'Məmmədov Mammadov,Əliyev Aliyev,Həsənov Hasanov,Hüseynov Huseynov,Quliyev Guliyev,İsmayılov Ismayilov,Rəhimov Rahimov,Abbasov Abbasov,Vəliyev Valiyev,Kərimov Karimov,Babayev Babayev,Səfərov Safarov,Mustafayev Mustafayev,Nəsirov Nasirov,Qasımov Gasimov,Orucov Orujov'
  ),
}
const ENGLISH = {
  female: same('Emma,Olivia,Sophie,Grace,Charlotte,Hannah,Lucy,Alice,Megan,Eleanor,Rachel,Laura'),
  male: same('James,Oliver,Thomas,Daniel,William,Henry,Samuel,George,Edward,Adam,Peter,Simon'),
  last: same(
    'Smith,Taylor,Brown,Wilson,Evans,Walker,Wright,Thompson,Hughes,Edwards,Green,Hall,Wood,Clarke,Turner,Parker,Cooper,Bennett'
  ),
}
const POOLS: Record<PersonLanguage, { female: Pair[]; male: Pair[]; last: Pair[] }> = {
  fa: PERSIAN,
  az: AZERBAIJANI,
  en: ENGLISH,
}

function pairs(text: string): Pair[] {
  return text.split(',').map((entry): Pair => {
    const space = entry.lastIndexOf(' ')
    return [entry.slice(0, space), entry.slice(space + 1)]
  })
}

function same(text: string): Pair[] {
  return text.split(',').map((name): Pair => [name, name])
}

/** A name in the person's own script. Azerbaijani family names of women end in -a. */
export function personName(random: Random, language: PersonLanguage): PersonName {
  const pool = POOLS[language]
  const gender = random.chance(0.5) ? 'female' : 'male'
  const [first, firstLatin] = random.pick(pool[gender])
  const [family, familyLatin] = random.pick(pool.last)
  const ending = language === 'az' && gender === 'female' ? 'a' : ''
  return {
    first,
    last: family + ending,
    latin: `${firstLatin} ${familyLatin}${ending}`,
    gender,
  }
}
