import Explorer from '../../map/explorer'
import { asQuery, wished, type Wish } from '../../map/wish'
import { useQuery } from '../../query'
import './page.css'

/** The map: whatever is wished stands in the address. */
export default function MapPage() {
  const [query, change] = useQuery()
  const wish = wished(query)
  const onWish = (next: Partial<Wish>, push = false) => change(asQuery({ ...wish, ...next }), { push })
  return (
    <div class="map-page">
      <Explorer wish={wish} onWish={onWish} />
    </div>
  )
}
