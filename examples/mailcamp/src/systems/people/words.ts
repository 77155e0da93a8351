type Words = readonly [string, ...string[]]

const words = (text: string): Words => {
  const [first = '', ...others] = text.split(',').map((word) => word.trim())
  return [first, ...others]
}

export const womensNames = words(
  'Anna, Fleur, Iris, Lotte, Noor, Eva, Julia, Sara, Emma, Femke, Roos, Lieke, Aisha, Yasmin, Marit, Tess, Nina, Elif',
)
export const mensNames = words(
  'Daan, Bram, Thijs, Sem, Lars, Ruben, Mees, Jesse, Tom, Stijn, Koen, Niels, Omar, Youssef, Sander, Gijs, Wout, Emre',
)
export const familyNames = words(
  `Jansen, de Jong, Bakker, Visser, Smit, Meijer, de Boer, Mulder, de Groot, Bos, Vos, Peters, Hendriks, van Leeuwen,
  Dekker, Brouwer, de Wit, Dijkstra, Smits, van der Meer, Kok, Jacobs, van Dam, Vermeulen, Yilmaz, El Amrani, Postma`,
)
export const streets = words(
  'Dorpsstraat, Kerkstraat, Molenweg, Schoolstraat, Wilgenlaan, Lindelaan, Havenkade, Stationsplein, Parkweg, Oude Gracht',
)
export const cities = words(
  'Amersfoort, Zwolle, Leiden, Breda, Assen, Deventer, Middelburg, Roermond, Haarlem, Groningen',
)
/** Reserved for examples and tests (RFC 2606, SIDN): no mail to them ever reaches anybody. */
export const mailDomains = words('example.nl, example.com, post.example, mail.test')
export const trades = words(
  'Bakkerij, Garage, Bloemist, Boekhandel, Kapsalon, Installatie, Schilders, Fysiotherapie, Drukkerij, Advies',
)
export const jobs = words(
  'eigenaar, marketeer, administrateur, directeur, communicatieadviseur, webredacteur',
)
export const browsers = words(
  'Firefox 143 on Linux, Chrome 141 on Android, Safari 26 on iPhone, Edge 141 on Windows',
)
export const pages = words(
  '/, /prijzen, /functies, /demo, /kennisbank, /kennisbank/importeren, /koppelingen, /contact',
)
